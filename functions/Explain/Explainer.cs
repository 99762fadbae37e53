using Relay.Functions.Lanes;
using Relay.Functions.Ledger;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;

namespace Relay.Functions.Explain;

/// <summary>Puts together what is known of one envelope. It reads; it never asks whether a user exists.</summary>
internal sealed class Explainer(ILaneStore lanes, LedgerStore ledger, IEnumerable<IEnvelopeWhereabouts> whereabouts, PartnerDirectory partners, PartnerLimits limits)
{
    private const int SendersAtOnce = 8;

    /// <summary>Explains an envelope of a sending partner.</summary>
    /// <param name="sender">Whose envelope it is.</param>
    /// <param name="id">The envelope.</param>
    /// <param name="to">The recipient's partner, as the caller says: it is shown when the envelope is found nowhere.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Explanation> ExplainAsync(string sender, Guid id, string? to, CancellationToken cancel)
    {
        if (await ledger.FindAsync(sender, id, cancel) is { } end)
            return Ended(ReceiptView.Of(end));

        var place = await PlaceAsync(sender, id, cancel);

        // It may have ended between the two looks: what waits nowhere any more is in the ledger.
        if (place is null && await ledger.FindAsync(sender, id, cancel) is { } ended)
            return Ended(ReceiptView.Of(ended));

        var recipient = place?.To ?? to;
        var partner = recipient is null ? null : await partners.FindAsync(recipient);
        var state = partner is null ? null : await lanes.ReadAsync(partner.Name, cancel);
        var breaker = partner is null ? null : BreakerView.Of(partner, state!);
        var lane = place is { State: "parked" } parked && state!.Lanes.TryGetValue(parked.Lane, out var record) ? LaneOf(record, sender) : null;
        return new Explanation(
            id,
            place?.State ?? "queued-or-unknown",
            Summary(place, partner, breaker, lane),
            null,
            partner?.Name,
            place?.AcceptedAt,
            null,
            place?.ExpiresAt,
            null,
            breaker,
            lane,
            partner is null ? null : limits.UseOf(sender, partner.Name, (await partners.FindAsync(sender))?.Agreement.Quotas));
    }

    /// <summary>Looks for an envelope whose sender the operator does not know, among the envelopes of all partners; null when it is found nowhere.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Explanation?> SearchAsync(Guid id, string? to, CancellationToken cancel)
    {
        // Ends are found by point reads, the rest by going through what is parked: the ends of all first.
        var senders = (await partners.AllAsync()).Keys.Order(StringComparer.Ordinal).ToList();
        var sender = await FirstAsync(senders, async (one, token) => await ledger.FindAsync(one, id, token) is not null, cancel)
            ?? await FirstAsync(senders, async (one, token) => await PlaceAsync(one, id, token) is not null, cancel);
        return sender is null ? null : await ExplainAsync(sender, id, to, cancel) with { Sender = sender };
    }

    private static async Task<string?> FirstAsync(List<string> senders, Func<string, CancellationToken, ValueTask<bool>> isOf, CancellationToken cancel)
    {
        foreach (var some in senders.Chunk(SendersAtOnce))
        {
            var found = await Task.WhenAll(some.Select(one => isOf(one, cancel).AsTask()));
            if (Array.IndexOf(found, true) is var place and >= 0)
                return some[place];
        }

        return null;
    }

    private async Task<EnvelopePlace?> PlaceAsync(string sender, Guid id, CancellationToken cancel)
    {
        foreach (var one in whereabouts)
        {
            if (await one.FindAsync(sender, id, cancel) is { } place)
                return place;
        }

        return null;
    }

    private static Explanation Ended(ReceiptView end) => new(
        end.Id, end.State, $"It has ended: {end.State}{(end.Reason is null ? "" : $" ({end.Reason})")}.", end.Reason, end.To, end.AcceptedAt, end.EndedAt, null,
        end.PossiblyDelivered, null, null, null);

    private static LaneView LaneOf(LaneRecord record, string sender) =>
        new(record.Mode == LaneMode.Parked ? "parked" : "waiting", record.Attempts, record.DueAt, record.Bytes.GetValueOrDefault(sender));

    private static string Summary(EnvelopePlace? place, PartnerRecord? partner, BreakerView? breaker, LaneView? lane) => (place?.State, breaker?.State) switch
    {
        (null, _) when partner is null => "It has not ended and waits nowhere: it is on its way, or there is none of this id.",
        (null, "closed") => $"It waits nowhere: it is on its way to {partner!.Name}, or there is none of this id.",
        (null, _) => $"It waits nowhere, and the endpoint of {partner!.Name} is {breaker!.State}: it is on its way, or there is none of this id.",
        ("held", _) => $"{partner?.Name ?? place!.Value.To} fails on it and takes others: an operator has to decide.",
        (_, "disabled") => $"The endpoint of {partner!.Name} said that it is gone; it waits until its owner enables it.",
        (_, "open") => $"{partner!.Name} does not take envelopes ({breaker!.Reason}); it waits for the next probe.",
        (_, "pull") => $"It waits until {partner!.Name} asks for it.",
        _ when lane is { State: "waiting" } => $"{partner!.Name} wants it, or one before it to the same recipient, again later.",
        _ => "It waits behind others of its lane, which is being drained or tried again.",
    };
}
