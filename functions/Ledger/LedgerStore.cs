using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Ledger;

/// <summary>
/// Final states in Table storage: one row for each batch, so that a hundred envelopes cost one write. A batch that ends at once
/// is one create-only insert; what ends later is merged into its row under the row's ETag, and an entry that is there stays.
/// </summary>
public sealed class LedgerStore : ILedger
{
    private readonly ILedgerRows _rows;
    private readonly TimeProvider _clock;
    private readonly RelayMetrics? _metrics;
    private readonly LedgerAnnouncements _announcements;
    private readonly LedgerLookup _lookup;

    /// <summary>The ledger in a table.</summary>
    public LedgerStore(TableClient table, TimeProvider? clock = null, RelayMetrics? metrics = null)
        : this(new LedgerRows(table), clock ?? TimeProvider.System, metrics)
    {
    }

    internal LedgerStore(ILedgerRows rows, TimeProvider clock, RelayMetrics? metrics = null)
    {
        _rows = rows;
        _clock = clock;
        _metrics = metrics;
        _announcements = new LedgerAnnouncements(rows, clock);
        _lookup = new LedgerLookup(rows);
        Feed = new LedgerFeed(rows, clock);
    }

    /// <summary>The ends in the order in which readers learn them.</summary>
    internal LedgerFeed Feed { get; }

    /// <inheritdoc/>
    public async Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel)
    {
        if (finals.Count == 0)
            return;

        using var span = RelayTraces.StartLedger(finals.Count);
        var batch = BatchKey.Of(head);
        var first = finals.DistinctBy(final => final.Id).ToList();
        await IndexAsync(head, batch, first, cancel);
        if (LedgerTimes.IsPrompt(batch.AcceptedAt, _clock.GetUtcNow()) && await _rows.InsertAsync(Row(head, batch, Entries(batch, first, announced: false))).WaitAsync(cancel))
        {
            Count(head, first);
            if (!LedgerTimes.IsInTime(batch.AcceptedAt, _clock.GetUtcNow()))
                await _announcements.AnnounceAsync(batch, Ids(first), cancel);
            return;
        }

        await MergeAsync(head, batch, first, cancel);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel)
    {
        var batch = BatchKey.Of(head);
        if (await _rows.FindAsync(batch.Partition, batch.RowKey, cancel) is not { } row)
            return new Dictionary<Guid, FinalEntry>();

        var entries = LedgerCodec.DecodeEntries(batch.AcceptedAt, row.Bytes);
        await RepairAsync(batch, row, entries, cancel);
        return entries.ToDictionary(entry => entry.Final.Id, entry => entry.Final);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var found = await _lookup.FindOthersAsync(BatchKey.Of(head), LaneOf(head.Lane), head.Lane.Epoch, ids, cancel);
        return found.ToDictionary(entry => entry.Key, entry => entry.Value.Final);
    }

    /// <summary>The final states of everything of a partner that was accepted from one second to another, both included, in the order of acceptance second by second.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<FinalEntry> ReadAsync(
        string sender, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var batch in ReadBatchesAsync(sender, from, to, null, cancel))
        {
            foreach (var entry in batch.Entries)
                yield return entry.Final;
        }
    }

    /// <summary>The batches of a sending partner accepted from one second to another, both included; of one recipient's partner or of all.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    internal async IAsyncEnumerable<EndedBatch> ReadBatchesAsync(
        string sender, DateTimeOffset from, DateTimeOffset to, string? recipient, [EnumeratorCancellation] CancellationToken cancel)
    {
        var range = new LedgerRange(BatchKey.PartitionOf(sender, from), BatchKey.PartitionOf(sender, to)) { Recipient = recipient };
        await foreach (var row in _rows.ReadAsync(range, cancel))
        {
            if (BatchKey.IsAnnouncement(row.Key) || BatchKey.IsIndex(row.Key))
                continue;

            var batch = BatchKey.Parse(sender, row.Key);
            yield return new EndedBatch(batch, LedgerCodec.DecodeEntries(batch.AcceptedAt, row.Bytes));
        }
    }

    /// <summary>How an envelope of a sending partner ended; null when it has not, or is not known.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    internal Task<EndedEnvelope?> FindAsync(string sender, Guid id, CancellationToken cancel) => _lookup.FindAsync(sender, id, cancel);

    /// <summary>Removes rows last written before <paramref name="before"/>; gives how many. Works for minutes at most: the next run goes on.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel) => new LedgerSweep(_rows, _clock).RunAsync(before, cancel);

    private async Task MergeAsync(PackedHead head, BatchKey batch, List<FinalEntry> finals, CancellationToken cancel)
    {
        for (HashSet<Guid>? announced = null; ;)
        {
            var row = await _rows.FindAsync(batch.Partition, batch.RowKey, cancel);
            var present = row is null ? [] : LedgerCodec.DecodeEntries(batch.AcceptedAt, row.Bytes);
            var ended = present.Select(entry => entry.Final.Id).ToHashSet();
            var fresh = finals.FindAll(final => !ended.Contains(final.Id));
            if (fresh.Count == 0)
            {
                await RepairAsync(batch, row!, present, cancel);
                return;
            }

            if (announced is null)
            {
                await _announcements.AnnounceAsync(batch, Ids(fresh), cancel);
                announced = [.. Ids(fresh)];
            }

            var merged = Row(head, batch, [.. present, .. Entries(batch, fresh, announced: true)]);
            if (row is null ? await _rows.InsertAsync(merged).WaitAsync(cancel) : await _rows.TryReplaceAsync(merged with { ETag = row.ETag, Lane = row.Lane, Epoch = row.Epoch }, cancel))
            {
                Count(head, fresh);
                return;
            }
        }
    }

    // Only what this write has ended: what stood there was counted by its own writer.
    private void Count(PackedHead head, List<FinalEntry> written)
    {
        if (_metrics is null)
            return;

        foreach (var state in written.CountBy(final => final.State))
            _metrics.Ended(head.Sender, head.Lane.Partner, LedgerWords.Of(state.Key), state.Value);
        if (written.Exists(final => final.State == FinalState.Delivered))
            _metrics.Delivered(head.Lane.Partner, ClassWords.Of(head.Lane.Class), _clock.GetUtcNow() - head.AcceptedAt);
    }

    // A writer that was slow and died before it could announce what it had written: its message comes again, and leads here.
    private async Task RepairAsync(BatchKey batch, LedgerRow row, List<LedgerEntry> entries, CancellationToken cancel)
    {
        if (!LedgerTimes.IsInTime(batch.AcceptedAt, row.WrittenAt) && entries.TrueForAll(entry => !entry.Announced))
            await _announcements.AnnounceAsync(batch, [.. entries.Select(entry => entry.Final.Id)], cancel);
    }

    private async Task IndexAsync(PackedHead head, BatchKey batch, List<FinalEntry> finals, CancellationToken cancel)
    {
        var strays = finals.FindAll(final => IdTimes.NeedsIndex(final.Id, batch.AcceptedAt));
        if (strays.Count == 0)
            return;

        var writes = strays.GroupBy(final => BatchKey.PartitionOf(batch.Sender, IdTimes.Of(final.Id)), final => final.Id).Select(ids => _rows.PutAsync(
            new LedgerRow(ids.Key, batch.IndexKey([.. ids]), LedgerCodec.EncodeIds(batch.AcceptedAt, [.. ids])) { Lane = LaneOf(head.Lane), Epoch = head.Lane.Epoch }));
        await Task.WhenAll(writes).WaitAsync(cancel);
    }

    private List<LedgerEntry> Entries(BatchKey batch, List<FinalEntry> finals, bool announced)
    {
        var now = _clock.GetUtcNow();
        var endedAt = now > batch.AcceptedAt ? now : batch.AcceptedAt;
        return finals.ConvertAll(final => new LedgerEntry(final, endedAt, announced));
    }

    private static LedgerRow Row(PackedHead head, BatchKey batch, List<LedgerEntry> entries) =>
        new(batch.Partition, batch.RowKey, LedgerCodec.EncodeEntries(batch.AcceptedAt, entries)) { Lane = LaneOf(head.Lane), Epoch = head.Lane.Epoch };

    private static List<Guid> Ids(List<FinalEntry> finals) => finals.ConvertAll(final => final.Id);

    private static string LaneOf(Lane lane) => string.Create(CultureInfo.InvariantCulture, $"{(int)lane.Class}.{lane.Epoch}.{lane.Number}");
}
