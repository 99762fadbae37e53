using Relay.Chaos.Evidence;

namespace Relay.Chaos.Load;

/// <summary>
/// What a sender has sent and has no 202 for, in order. Composes requests so that a pair's next envelope never comes before its
/// earlier ones: what is left out of a request leaves its pair out, new envelopes included.
/// </summary>
internal sealed class OpenMail(Random random)
{
    /// <summary>The most envelopes that the relay takes in a request.</summary>
    public const int MostInRequest = 100;

    private const int SameCompositionPercent = 60;
    private const int LeftOutPercent = 33;

    private readonly List<SentEnvelope> _open = [];

    /// <summary>Whether every envelope has its 202.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>Takes new envelopes in.</summary>
    public void Add(SentEnvelope envelope) => _open.Add(envelope);

    /// <summary>Takes out what has its answer.</summary>
    public void Remove(IReadOnlySet<SentEnvelope> answered) => _open.RemoveAll(answered.Contains);

    /// <summary>
    /// The envelopes of the next request that were sent before: most often just these, as a sender does that repeats its request,
    /// otherwise some of them, to be sent together with new ones.
    /// </summary>
    /// <returns>The envelopes, the pairs that new envelopes must leave out, and whether there may be new ones at all.</returns>
    public (List<SentEnvelope> Again, HashSet<Pair> LeftOut, bool MayAdd) Compose()
    {
        if (_open.Count == 0)
            return ([], [], true);
        if (_open.Count >= MostInRequest || random.Next(100) < SameCompositionPercent)
            return ([.. _open.Take(MostInRequest)], [], false);

        var leftOut = _open.Select(envelope => envelope.Pair).Distinct().Where(_ => random.Next(100) < LeftOutPercent).ToHashSet();
        return ([.. _open.Where(envelope => !leftOut.Contains(envelope.Pair))], leftOut, true);
    }
}
