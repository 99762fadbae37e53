namespace Relay.Chaos.Evidence;

/// <summary>An envelope as its sender knows it.</summary>
/// <param name="key">Its name.</param>
/// <param name="pair">From whom to whom.</param>
/// <param name="place">Its number within the pair, from 0: the order in which the pair's envelopes are answered with 202.</param>
/// <param name="content">The number of its content in the pool.</param>
/// <param name="timeToLiveSeconds">How long it may be delivered.</param>
internal sealed class SentEnvelope(EnvelopeKey key, Pair pair, int place, int content, int timeToLiveSeconds)
{
    public EnvelopeKey Key => key;

    public Pair Pair => pair;

    public int Place => place;

    public int Content => content;

    public int TimeToLiveSeconds => timeToLiveSeconds;

    /// <summary>When the first 202 for it came; null before.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>How often it was in a request.</summary>
    public int Sends { get; set; }
}
