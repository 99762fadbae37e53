using Relay.Functions.Ledger;

namespace Relay.Functions.Receipts;

/// <summary>Where an envelope is, or how it ended: the ledger first, then everybody who knows of envelopes under way.</summary>
internal sealed class EnvelopeStates(LedgerStore ledger, IEnumerable<IEnvelopeWhereabouts> whereabouts)
{
    /// <summary>The state of an envelope of a sending partner; null when it has not ended and waits nowhere, or is unknown.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<EnvelopeStateView?> FindAsync(string sender, Guid id, CancellationToken cancel)
    {
        if (await ledger.FindAsync(sender, id, cancel) is { } end)
            return Ended(end);

        foreach (var one in whereabouts)
        {
            if (await one.FindAsync(sender, id, cancel) is { } place)
                return new EnvelopeStateView(id, place.State, null, place.To, place.AcceptedAt, null, place.ExpiresAt, null);
        }

        // It may have ended between the two looks: what waits nowhere any more is in the ledger.
        return await ledger.FindAsync(sender, id, cancel) is { } ended ? Ended(ended) : null;
    }

    private static EnvelopeStateView Ended(EndedEnvelope end)
    {
        var receipt = ReceiptView.Of(end);
        return new EnvelopeStateView(receipt.Id, receipt.State, receipt.Reason, receipt.To, receipt.AcceptedAt, receipt.EndedAt, null, receipt.PossiblyDelivered);
    }
}
