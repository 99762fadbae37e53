namespace Relay.Functions.Ledger;

/// <summary>
/// Reads the ends of a sending partner's envelopes from a position on: what ended promptly in the second of its acceptance,
/// everything else in the second in which it was announced. A reader that goes on from the position it was given misses no
/// end; it may see one twice.
/// </summary>
internal sealed class LedgerFeed(ILedgerRows rows, TimeProvider clock)
{
    // Rows whose announced batches are read side by side.
    private const int RowsAtOnce = 64;

    // Of one call, so that a long stretch without an end of its own does not hold the caller.
    private const int MostRows = 5_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LedgerAnnouncements _announcements = new(rows, clock);

    /// <summary>The next ends: at most <paramref name="most"/>, or those of one batch when it has more.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<LedgerPage> ReadAsync(string sender, LedgerPosition position, int most, CancellationToken cancel)
    {
        var last = LedgerTimes.LastReadable(clock.GetUtcNow());
        if (position.Second > last)
            return new LedgerPage([], position, false);

        var ends = new List<EndedEnvelope>();
        var next = position;
        var seen = 0;
        var range = new LedgerRange(BatchKey.PartitionOf(sender, position.Second), BatchKey.PartitionOf(sender, last)) { After = position.After };
        await foreach (var chunk in rows.ReadAsync(range, cancel).Chunk(RowsAtOnce).WithCancellation(cancel))
        {
            foreach (var (row, ofRow) in await Task.WhenAll(chunk.Select(row => ResolveAsync(sender, row, cancel))))
            {
                if (seen++ == MostRows || (ends.Count > 0 && ends.Count + ofRow.Count > most))
                    return new LedgerPage(ends, next, true);

                ends.AddRange(ofRow);
                next = new LedgerPosition(BatchKey.SecondOf(row.Partition), row.Key);
            }
        }

        return new LedgerPage(ends, new LedgerPosition(last + Second, null), false);
    }

    private async Task<(LedgerRow Row, List<EndedEnvelope> Ends)> ResolveAsync(string sender, LedgerRow row, CancellationToken cancel)
    {
        if (BatchKey.IsIndex(row.Key))
            return (row, []);

        var batch = BatchKey.Parse(sender, row.Key);
        if (!BatchKey.IsAnnouncement(row.Key))
            return (row, [.. LedgerCodec.DecodeEntries(batch.AcceptedAt, row.Bytes).Where(entry => !entry.Announced).Select(entry => End(batch, entry))]);

        var (since, ids) = LedgerCodec.DecodeIds(row.Bytes);
        var target = await rows.FindAsync(batch.Partition, batch.RowKey, cancel);
        var ended = target is null ? [] : LedgerCodec.DecodeEntries(batch.AcceptedAt, target.Bytes).FindAll(entry => ids.Contains(entry.Final.Id));
        if (ended.Count < ids.Count)
            await _announcements.CarryAsync(batch, ids.FindAll(id => !ended.Exists(entry => entry.Final.Id == id)), since, cancel);
        return (row, ended.ConvertAll(entry => End(batch, entry)));
    }

    private static EndedEnvelope End(BatchKey batch, LedgerEntry entry) => new(entry.Final, batch.Recipient, batch.AcceptedAt, entry.EndedAt);
}
