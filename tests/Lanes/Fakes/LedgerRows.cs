using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The ledger: one row a batch, in which the first entry of an id stands.</summary>
internal sealed class LedgerRows(Stores stores) : ILedger
{
    private readonly Dictionary<string, Dictionary<Guid, FinalEntry>> _batches = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _ended = [];

    /// <summary>Fault of the checker's own tests: the last entry of an id stands.</summary>
    public bool LastWins { get; init; }

    /// <summary>Fault of the checker's own tests: entries are acknowledged and not stored.</summary>
    public bool Forgets { get; init; }

    /// <summary>Entries that were replaced by others that say something else.</summary>
    public List<(FinalEntry Before, FinalEntry After)> Changed { get; } = [];

    public IEnumerable<FinalEntry> All => _batches.Values.SelectMany(batch => batch.Values);

    public bool Has(Guid id) => _ended.Contains(id);

    public Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel)
    {
        var entries = finals.ToArray();
        return stores.WriteAsync(
            $"end {string.Join('+', entries.Select(entry => $"{Letter.NumberOf(entry.Id)} {entry.State}"))}",
            Footprint.Sets((Thing(head), string.Join('+', entries.Select(entry => $"{entry}")))),
            () => Put(head, entries),
            cancel);
    }

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel) => stores.ReadAsync<IReadOnlyDictionary<Guid, FinalEntry>>(
        $"look up {RootOf(head)}",
        Footprint.Reads(Thing(head)),
        () => _batches.TryGetValue(Key(head), out var batch) ? new Dictionary<Guid, FinalEntry>(batch) : [],
        cancel);

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var asked = ids.ToHashSet();
        return stores.ReadAsync<IReadOnlyDictionary<Guid, FinalEntry>>(
            $"look for others of {RootOf(head)}",
            Footprint.Reads(LaneThing(head)),
            () => _batches
                .Where(batch => batch.Key.StartsWith(LaneKey(head), StringComparison.Ordinal) && batch.Key != Key(head))
                .SelectMany(batch => batch.Value.Values)
                .Where(entry => asked.Contains(entry.Id))
                .GroupBy(entry => entry.Id)
                .ToDictionary(entries => entries.Key, entries => entries.First()),
            cancel);
    }

    private bool Put(PackedHead head, FinalEntry[] entries)
    {
        if (Forgets)
            return true;
        if (!_batches.TryGetValue(Key(head), out var batch))
            _batches.Add(Key(head), batch = []);
        foreach (var entry in entries)
        {
            _ended.Add(entry.Id);
            if (!LastWins)
            {
                batch.TryAdd(entry.Id, entry);
                continue;
            }

            if (batch.TryGetValue(entry.Id, out var present) && present.State != entry.State)
                Changed.Add((present, entry));
            batch[entry.Id] = entry;
        }

        return true;
    }

    private static string RootOf(PackedHead head) => head.Batch.Split('.')[0];

    private static string LaneKey(PackedHead head) => $"{head.Sender}/{head.Lane.Partner}/{head.Lane.Key}/";

    private static string Key(PackedHead head) => $"{LaneKey(head)}{head.AcceptedAt.ToUnixTimeMilliseconds()}-{RootOf(head)}";

    private static string LaneThing(PackedHead head) => "ledger/" + LaneKey(head);

    private static string Thing(PackedHead head) => "ledger/" + Key(head);
}
