namespace Relay.Functions.Usage;

/// <summary>What one partner used in one step of time.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the step began.</param>
/// <param name="Figures">Its figures.</param>
public sealed record UsagePoint(string Partner, DateTimeOffset At, UsageFigures Figures);

/// <summary>Figures of one partner. Those "sent" are of envelopes that it sends, those "received" of envelopes for its users.</summary>
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

    /// <summary>Envelopes of its own that were not accepted, by the problem's word.</summary>
    public IReadOnlyDictionary<string, long> SentRefused { get; init; } = new Dictionary<string, long>();

    /// <summary>Envelopes of its own that ended, by state.</summary>
    public IReadOnlyDictionary<string, long> SentEnded { get; init; } = new Dictionary<string, long>();

    /// <summary>Envelopes for its users that were accepted.</summary>
    public long ReceivedAccepted { get; init; }

    /// <summary>Envelopes for its users that ended, by state.</summary>
    public IReadOnlyDictionary<string, long> ReceivedEnded { get; init; } = new Dictionary<string, long>();

    /// <summary>Calls to its endpoint, by outcome; "none" is success.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; init; } = new Dictionary<string, long>();

    /// <summary>Batches delivered to it, by how long they took from acceptance: element i counts those of at most <see cref="LatencyBounds"/>[i] seconds, the last all longer ones.</summary>
    public IReadOnlyList<long> Latency { get; init; } = [];

    /// <summary>Upper bounds of <see cref="Latency"/>, in seconds.</summary>
    public static IReadOnlyList<double> LatencyBounds { get; } = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];
}
