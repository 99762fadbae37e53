using System.Collections.Concurrent;

namespace Relay.Functions.Accept;

/// <summary>What this instance knows of an envelope's id.</summary>
internal enum IdKnowledge
{
    /// <summary>Not seen here, or too long ago.</summary>
    Unknown,

    /// <summary>Accepted here with the same content.</summary>
    SameContent,

    /// <summary>Accepted here with other content.</summary>
    OtherContent,
}

/// <summary>
/// Ids of envelopes that this instance has accepted, in two generations so that the oldest go in one step. It only makes
/// answers better: the queue's duplicate detection and the recipient's own memory stand behind it.
/// </summary>
/// <param name="capacity">The most ids remembered.</param>
internal sealed class RecentIds(int capacity)
{
    private readonly int _generationSize = Math.Max(capacity / 2, 1);
    private readonly bool _enabled = capacity > 0;
    private ConcurrentDictionary<(string Partner, Guid Id), ulong> _young = new();
    private ConcurrentDictionary<(string Partner, Guid Id), ulong> _old = new();
    private int _youngCount;

    public IdKnowledge Look(string partner, Guid id, ulong fingerprint)
    {
        if (!_young.TryGetValue((partner, id), out var known) && !_old.TryGetValue((partner, id), out known))
            return IdKnowledge.Unknown;

        return known == fingerprint ? IdKnowledge.SameContent : IdKnowledge.OtherContent;
    }

    public void Remember(string partner, Guid id, ulong fingerprint)
    {
        if (!_enabled || !_young.TryAdd((partner, id), fingerprint))
            return;

        // One thread of several turns the generation, or the second would throw away what the first has just kept.
        if (Interlocked.Increment(ref _youngCount) != _generationSize)
            return;

        _old = _young;
        _young = new();
        Volatile.Write(ref _youngCount, 0);
    }
}
