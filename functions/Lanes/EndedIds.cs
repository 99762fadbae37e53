using System.Collections.Concurrent;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>
/// What this instance remembers of the envelopes that it has ended, and since when it is sure to have worked a lane alone:
/// of an envelope that was made after that moment it can tell by itself that it did not end before.
/// </summary>
public sealed class EndedIds(TimeProvider clock)
{
    private const int Remembered = 200_000;

    // The host lets go of a session after 100 ms without a message (host.json): within half of that nobody else can have had it.
    private static readonly TimeSpan StillOurs = TimeSpan.FromMilliseconds(50);

    private readonly RecentMemory<(string Sender, Guid Id), (string Root, ulong Fingerprint)> _ended = new(Remembered, clock);
    private readonly ConcurrentDictionary<Lane, Tenure> _tenures = new();

    private sealed record Tenure(DateTimeOffset Since, long LastWorked);

    /// <summary>Whether everything that ended in this lane since a moment is remembered here.</summary>
    public bool Covers(Lane lane, DateTimeOffset moment) =>
        _tenures.TryGetValue(lane, out var tenure)
        && clock.GetElapsedTime(tenure.LastWorked) < StillOurs
        && moment >= tenure.Since
        && moment >= _ended.CompleteSince;

    /// <summary>Notes that this instance has just worked the lane.</summary>
    public void Worked(Lane lane)
    {
        var now = clock.GetTimestamp();
        var present = _tenures.GetValueOrDefault(lane);
        _tenures[lane] = present is not null && clock.GetElapsedTime(present.LastWorked, now) < StillOurs
            ? present with { LastWorked = now }
            : new Tenure(clock.GetUtcNow(), now);
    }

    /// <summary>The end of an envelope of that id in another batch; null when none is remembered.</summary>
    public ulong? FindOther(string sender, Guid id, string root) =>
        _ended.TryGet((sender, id), out var ended) && ended.Root != root ? ended.Fingerprint : null;

    /// <summary>Remembers that an envelope has ended; the first end of an id stands.</summary>
    public void Remember(string sender, Guid id, string root, ulong fingerprint) => _ended.Add((sender, id), (root, fingerprint));
}
