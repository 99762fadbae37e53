using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Deliver;

/// <summary>Calls to partners' endpoints. Section <c>Delivery</c> of the configuration.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Seconds for one call, answer included.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Bytes of an answer that are read; a longer one is a failure.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 256 * 1024;

    /// <summary>Seconds for which a call waits for a store that does not answer before it fails; well below the function time-out.</summary>
    [Range(0, 600)]
    public int HoldSeconds { get; set; } = 45;

    /// <summary>
    /// Seconds that a delivery which failed against all expectation waits before it says so. The Functions host redelivers
    /// within milliseconds, and the delivery count would be used up before anybody could look.
    /// </summary>
    [Range(0, 60)]
    public int FailureDelaySeconds { get; set; } = 5;

    /// <summary>
    /// Calls to one partner that an instance has under way at a time. A lane that finds all of them taken is parked for a moment,
    /// so that a slow partner cannot take the places of the others.
    /// </summary>
    [Range(1, 1000)]
    public int MostCallsPerPartner { get; set; } = 12;

    /// <summary>Milliseconds for which a lane waits for its turn before it is parked.</summary>
    [Range(0, 5000)]
    public int CallWaitMilliseconds { get; set; } = 100;

    /// <summary>Certificates that the relay presents to partners whose settings name one.</summary>
    public List<ClientCertificateOptions> ClientCertificates { get; set; } = [];
}
