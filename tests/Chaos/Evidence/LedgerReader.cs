using Azure;
using Azure.Data.Tables;
using Relay.Functions.Ledger;
using Relay.Functions.Storage;

namespace Relay.Chaos.Evidence;

/// <summary>Reads final states where the relay keeps them.</summary>
internal sealed class LedgerReader(string storage, IReadOnlyList<string> partners)
{
    // Rows are found by the second of acceptance, which is the relay's time at the request, not that of its answer.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly LedgerStore _ledger = new(new TableServiceClient(storage).GetTableClient(StoreNames.LedgerTable));

    /// <summary>Every final state of what was accepted since then.</summary>
    /// <exception cref="RequestFailedException">Storage did not answer.</exception>
    public async Task<List<LedgerEnd>> ReadAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var ends = new List<LedgerEnd>();
        foreach (var partner in partners)
        {
            await foreach (var final in _ledger.ReadAsync(partner, since - Margin, DateTimeOffset.UtcNow + Margin, cancel))
                ends.Add(new LedgerEnd(new EnvelopeKey(partner, final.Id), final));
        }

        return ends;
    }
}
