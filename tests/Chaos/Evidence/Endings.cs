using Azure;

namespace Relay.Chaos.Evidence;

/// <summary>Waits until every accepted envelope has a final state.</summary>
internal sealed class Endings(Journal journal, LedgerReader ledger, DateTimeOffset began)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private int _open;

    /// <summary>How many had none when the ledger was last read.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Waits, then gives the whole ledger; what has not ended within the patience is for the checks to tell.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="meanwhile">Done before each look.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IReadOnlyList<LedgerEnd>> WaitAsync(TimeSpan patience, Func<Task> meanwhile, CancellationToken cancel)
    {
        var until = DateTimeOffset.UtcNow + patience;
        while (true)
        {
            await meanwhile();
            var ends = await TryReadAsync(cancel);
            if (ends is not null)
            {
                var ended = ends.Select(end => end.Key).ToHashSet();
                Volatile.Write(ref _open, journal.Close([]).Sent.Values.Count(envelope => envelope.AcceptedAt is not null && !ended.Contains(envelope.Key)));
                if (Open == 0 || DateTimeOffset.UtcNow > until)
                    return ends;
            }

            await Task.Delay(Interval, cancel);
        }
    }

    private async Task<List<LedgerEnd>?> TryReadAsync(CancellationToken cancel)
    {
        try
        {
            return await ledger.ReadAsync(began, cancel);
        }
        catch (RequestFailedException)
        {
            // Storage is still coming back.
            return null;
        }
    }
}
