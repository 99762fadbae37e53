using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Held;

/// <summary>How held envelopes are sent again. Section <c>Held</c> of the configuration.</summary>
public sealed class HeldOptions
{
    /// <summary>Envelopes a second that one instance sends again at most, whatever a call asks for.</summary>
    [Range(1, 10_000)]
    public int ReplayEnvelopesPerSecond { get; set; } = 200;

    /// <summary>Seconds that one call of the replay works; the caller calls again for the rest.</summary>
    [Range(1, 60)]
    public int ReplaySeconds { get; set; } = 10;
}
