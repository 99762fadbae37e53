using Relay.Functions.Receipts;

namespace Relay.Functions.Held;

/// <summary>Finds envelopes that are held.</summary>
internal sealed class HeldWhereabouts(IHeldStore held) : IEnvelopeWhereabouts
{
    /// <inheritdoc/>
    public async Task<EnvelopePlace?> FindAsync(string sender, Guid id, CancellationToken cancel)
    {
        var found = await held.ListAsync(new HeldQuery(Sender: sender, Id: id), null, 1, cancel);
        return found is [{ AcceptedAt: { } acceptedAt, ExpiresAt: { } expiresAt, Lane: { } lane } record]
            ? new EnvelopePlace("held", record.Partner, acceptedAt, expiresAt, lane)
            : null;
    }
}
