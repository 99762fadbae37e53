namespace Relay.Chaos.Evidence;

/// <summary>An envelope as its sender knows it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Pair">From whom to whom.</param>
/// <param name="Place">Its number within the pair, from 0: the order in which the pair's envelopes are answered with 202.</param>
/// <param name="Content">The number of its content in the pool.</param>
/// <param name="TimeToLiveSeconds">How long it may be delivered.</param>
internal sealed record SentEnvelope(EnvelopeKey Key, Pair Pair, int Place, int Content, int TimeToLiveSeconds)
{
    /// <summary>When the first 202 for it came; null before.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>How often it was in a request.</summary>
    public int Sends { get; set; }
}
