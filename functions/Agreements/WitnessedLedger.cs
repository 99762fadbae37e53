using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Agreements;

/// <summary>A ledger whose deliveries are noted as evidence for the agreements of both partners (<see cref="FirstDeliveries"/>).</summary>
internal sealed class WitnessedLedger(ILedger ledger, FirstDeliveries firsts) : ILedger
{
    /// <inheritdoc/>
    public async Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel)
    {
        await ledger.WriteAsync(head, finals, cancel);
        for (var i = 0; i < finals.Count; i++)
        {
            if (finals[i].State == FinalState.Delivered)
            {
                firsts.Delivered(head.Sender, head.Lane.Partner);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel) => ledger.FindBatchAsync(head, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        ledger.FindOthersAsync(head, ids, cancel);
}
