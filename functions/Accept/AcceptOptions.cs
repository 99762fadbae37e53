using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Accept;

/// <summary>Limits of <c>POST /v1/envelopes</c>. Section <c>Accept</c> of the configuration.</summary>
public sealed class AcceptOptions
{
    /// <summary>The most envelopes of one request.</summary>
    public const int MaxEnvelopes = 100;

    /// <summary>The most ciphertexts (devices) of one envelope.</summary>
    public const int MaxCiphertexts = 20;

    /// <summary>The largest request body, in bytes.</summary>
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    /// <summary>The largest packed message that the queue itself carries, in bytes; Service Bus Standard allows 256 KB with properties. Larger ones go to Blob.</summary>
    [Range(1024, 250 * 1024)]
    public int PackedMessageBytes { get; set; } = 240 * 1024;

    /// <summary>The longest time to live, in seconds. Queue and blobs keep what they have for 40 days, which must be longer.</summary>
    [Range(1, 35 * 24 * 3600)]
    public int LongestTimeToLiveSeconds { get; set; } = 30 * 24 * 3600;

    /// <summary>The time to live of an envelope that names none, in seconds.</summary>
    [Range(1, 35 * 24 * 3600)]
    public int DefaultTimeToLiveSeconds { get; set; } = 7 * 24 * 3600;

    /// <summary>The longest time to live of an envelope of class urgent, in seconds, and that of one that names none: a call that rings later is over.</summary>
    [Range(1, 3600)]
    public int LongestUrgentTimeToLiveSeconds { get; set; } = 60;

    /// <summary>Seconds for which accept waits for the queue before it answers "unavailable". A change of lanes waits as long.</summary>
    [Range(1, 60)]
    public int SendSeconds { get; set; } = 17;

    /// <summary>Seconds for which an instance queues nothing to a namespace that did not answer; then one send at a time tries it.</summary>
    [Range(0, 60)]
    public int QueueRestSeconds { get; set; } = 1;

    /// <summary>Seconds after which sends that a namespace has answered none of keep further ones away from it.</summary>
    [Range(1, 60)]
    public int QueueSlowSeconds { get; set; } = 5;

    /// <summary>How far an envelope id's time may be from now, in hours.</summary>
    [Range(1, 24 * 30)]
    public int IdWindowHours { get; set; } = 24;

    /// <summary>Ids of accepted envelopes that an instance remembers, to answer "duplicate" by itself.</summary>
    [Range(0, 10_000_000)]
    public int RememberedIds { get; set; } = 200_000;
}
