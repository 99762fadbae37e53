namespace Relay.Functions.Ledger;

/// <summary>
/// Removes rows past their time. Partitions begin with the sender's name, so that the sweep goes from sender to sender and
/// reads of each only the seconds that are old enough; a row of an old second that was written later stays until its own time.
/// </summary>
internal sealed class LedgerSweep(ILedgerRows rows, TimeProvider clock)
{
    // Well below the function time-out; what is left is for the next run.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(4);

    // The character after the dot that ends a sender's name in a partition.
    private const string AfterDot = "/";

    /// <summary>Removes rows last written before a time; gives how many.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> RunAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var removed = 0;
        for (var partition = await rows.NextPartitionAsync("", cancel); partition is not null;)
        {
            var sender = BatchKey.SenderOf(partition);
            var range = new LedgerRange(partition, BatchKey.PartitionOf(sender, before)) { WrittenBefore = before };
            var group = new List<LedgerRow>();
            await foreach (var row in rows.ReadAsync(range, cancel))
            {
                if (group.Count > 0 && (group.Count == LedgerRows.MostRows || group[0].Partition != row.Partition))
                {
                    removed += await RemoveAsync(group, cancel);
                    if (clock.GetElapsedTime(began) > LongestRun)
                        return removed;
                }

                group.Add(row);
            }

            removed += await RemoveAsync(group, cancel);
            partition = await rows.NextPartitionAsync(sender + AfterDot, cancel);
        }

        return removed;
    }

    private async Task<int> RemoveAsync(List<LedgerRow> group, CancellationToken cancel)
    {
        // What somebody has just written, or removed, is for the next run.
        var count = group.Count > 0 && await rows.TryRemoveAsync(group, cancel) ? group.Count : 0;
        group.Clear();
        return count;
    }
}
