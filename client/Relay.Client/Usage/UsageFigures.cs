namespace Relay.Client.Usage;

/// <summary>Figures of one partner: "sent" of envelopes that it sends, "received" of envelopes for its users.</summary>
public sealed record UsageFigures
{
    /// <summary>Requests that it signed and that were answered.</summary>
    public long Requests { get; init; }

    /// <summary>Of these, those answered 429.</summary>
    public long Throttled { get; init; }

    /// <summary>Envelopes of its own that were accepted.</summary>
    public long SentAccepted { get; init; }

    /// <summary>Their ciphertext, in bytes.</summary>
    public long SentBytes { get; init; }

    /// <summary>Envelopes of its own that were not accepted, by reason.</summary>
    public IReadOnlyDictionary<string, long> SentRefused { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>Envelopes of its own that ended, by state.</summary>
    public IReadOnlyDictionary<string, long> SentEnded { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>Envelopes for its users that were accepted.</summary>
    public long ReceivedAccepted { get; init; }

    /// <summary>Envelopes for its users that ended, by state.</summary>
    public IReadOnlyDictionary<string, long> ReceivedEnded { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>Calls to its endpoint, by outcome; <c>none</c> is success.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; init => field = value ?? Nothing; } = Nothing;

    private static IReadOnlyDictionary<string, long> Nothing { get; } = new Dictionary<string, long>();
}
