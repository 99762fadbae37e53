using Relay.Functions.Storage;

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
/// Ids of envelopes that this instance has accepted. It only makes answers better: the queue's duplicate detection and the
/// lane's own check stand behind it.
/// </summary>
/// <param name="capacity">The most ids remembered.</param>
/// <param name="clock">The time.</param>
internal sealed class RecentIds(int capacity, TimeProvider clock)
{
    private readonly RecentMemory<(string Partner, Guid Id), ulong> _accepted = new(capacity, clock);

    public IdKnowledge Look(string partner, Guid id, ulong fingerprint) =>
        !_accepted.TryGet((partner, id), out var known) ? IdKnowledge.Unknown
        : known == fingerprint ? IdKnowledge.SameContent
        : IdKnowledge.OtherContent;

    public void Remember(string partner, Guid id, ulong fingerprint) => _accepted.Add((partner, id), fingerprint);
}
