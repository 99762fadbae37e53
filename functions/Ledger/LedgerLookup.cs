using System.Collections.Concurrent;

namespace Relay.Functions.Ledger;

/// <summary>
/// Finds ends by envelope id. An id is looked for in the seconds around the time that it tells; where acceptance was further
/// off, an index row in the second of the id leads to the batch. Of several ends that of the batch accepted first is given.
/// </summary>
internal sealed class LedgerLookup(ILedgerRows rows)
{
    private const int ReadsAtOnce = 8;

    /// <summary>The end of an envelope of a sending partner, or null.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<EndedEnvelope?> FindAsync(string sender, Guid id, CancellationToken cancel)
    {
        var (from, to) = IdTimes.Window(id);
        var found = new ConcurrentDictionary<Guid, EndedEnvelope>();
        await CollectAsync(new LedgerRange(BatchKey.PartitionOf(sender, from), BatchKey.PartitionOf(sender, to)), sender, new HashSet<Guid> { id }, null, found, cancel);
        return found.TryGetValue(id, out var ended) ? ended : null;
    }

    /// <summary>The ends of envelopes as parts of other batches of the same lane, or of lanes of earlier epochs.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<IReadOnlyDictionary<Guid, EndedEnvelope>> FindOthersAsync(
        BatchKey batch, string lane, int epoch, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var found = new ConcurrentDictionary<Guid, EndedEnvelope>();
        var wanted = ids.ToHashSet();
        var windows = IdTimes.Merge(wanted.Select(IdTimes.Window));
        await Parallel.ForEachAsync(windows, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancel }, async (window, token) =>
        {
            var range = new LedgerRange(BatchKey.PartitionOf(batch.Sender, window.From), BatchKey.PartitionOf(batch.Sender, window.To))
            {
                Recipient = batch.Recipient,
                Lane = lane,
                Epoch = epoch,
            };
            await CollectAsync(range, batch.Sender, wanted, batch, found, token);
        });
        return found;
    }

    private async Task CollectAsync(
        LedgerRange range, string sender, HashSet<Guid> wanted, BatchKey? except, ConcurrentDictionary<Guid, EndedEnvelope> found, CancellationToken cancel)
    {
        await foreach (var row in rows.ReadAsync(range, cancel))
        {
            if (BatchKey.IsAnnouncement(row.Key))
                continue;

            var batch = BatchKey.Parse(sender, row.Key);
            if (batch == except)
                continue;

            if (!BatchKey.IsIndex(row.Key))
                Collect(batch, row, wanted, found);
            else if (LedgerCodec.DecodeIds(row.Bytes).Ids.Exists(wanted.Contains) && await rows.FindAsync(batch.Partition, batch.RowKey, cancel) is { } target)
                Collect(batch, target, wanted, found);
        }
    }

    private static void Collect(BatchKey batch, LedgerRow row, HashSet<Guid> wanted, ConcurrentDictionary<Guid, EndedEnvelope> found)
    {
        foreach (var entry in LedgerCodec.DecodeEntries(batch.AcceptedAt, row.Bytes))
        {
            if (!wanted.Contains(entry.Final.Id))
                continue;

            var ended = new EndedEnvelope(entry.Final, batch.Recipient, batch.AcceptedAt, entry.EndedAt);
            found.AddOrUpdate(entry.Final.Id, ended, (_, other) => other.AcceptedAt <= ended.AcceptedAt ? other : ended);
        }
    }
}
