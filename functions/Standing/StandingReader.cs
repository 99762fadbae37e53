using System.Globalization;
using System.Text.Json;
using Relay.Functions.Agreements;
using Relay.Functions.Held;
using Relay.Functions.Lanes;
using Relay.Functions.Ledger;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Usage;

namespace Relay.Functions.Standing;

/// <summary>Puts together what a partner is told of itself. It reads only.</summary>
internal sealed class StandingReader(ILaneStore lanes, IHeldStore held, IEventStore events, LedgerStore ledger, PartnerLimits limits, IUsage usage, TimeProvider clock)
{
    private const int MostHeld = 1000;
    private const int TimeDigits = 19;

    /// <summary>Puts it together.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<PartnerStanding> OfAsync(PartnerRecord partner, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var used = UsageAsync(partner.Name, now, cancel);
        var state = lanes.ReadAsync(partner.Name, cancel);
        var held = HeldAsync(partner.Name, now, cancel);
        var receipts = ReceiptsAsync(partner, now, cancel);
        await Task.WhenAll(used, state, held, receipts);

        var figures = await used;
        return new PartnerStanding(
            partner.Name,
            now,
            AgreementView.Of(partner, now),
            limits.InForce(partner.Name, partner.Agreement.Quotas),
            figures,
            Delivery(partner, await state, await held, figures.Today, await receipts));
    }

    private static DeliveryStanding Delivery(PartnerRecord partner, PartnerLanes state, int held, UsageFigures today, ReceiptsStanding? receipts)
    {
        var breaker = partner.Mode == DeliveryMode.Pull ? null : state.Breaker;
        return new DeliveryStanding(
            partner.Mode.ToString().ToLowerInvariant(),
            partner.Mode == DeliveryMode.Pull ? "pull" : breaker is null ? "closed" : breaker.State == BreakerState.Disabled ? "disabled" : "open",
            breaker is null ? null : JsonNamingPolicy.KebabCaseLower.ConvertName(breaker.Reason.ToString()),
            breaker?.Since,
            breaker is { State: BreakerState.Open } ? breaker.ProbeAt : null,
            state.Lanes.Values.SelectMany(lane => lane.Bytes.Values).Sum(),
            state.Lanes.Count,
            held,
            UsageShares.Ends(today.SentEnded),
            UsageShares.Ends(today.ReceivedEnded),
            UsageShares.Latency(today.Latency),
            receipts);
    }

    private async Task<UsageStanding> UsageAsync(string partner, DateTimeOffset now, CancellationToken cancel)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var (today, month) = (new UsageSum(), new UsageSum());
        foreach (var point in await usage.ReadAsync(partner, midnight.AddDays(1 - midnight.Day), now, TimeSpan.FromDays(1), cancel))
        {
            month.Add(point.Figures);
            if (point.At >= midnight)
                today.Add(point.Figures);
        }

        return new UsageStanding(today.ToFigures(), month.ToFigures());
    }

    private async Task<int> HeldAsync(string partner, DateTimeOffset now, CancellationToken cancel) => (await held.CountAsync(new HeldQuery(partner), null, now, MostHeld, cancel)).All;

    private async Task<ReceiptsStanding?> ReceiptsAsync(PartnerRecord partner, DateTimeOffset now, CancellationToken cancel)
    {
        if (partner.Events is null)
            return null;

        var (cursor, waiting) = await events.ReadAsync(partner.Name, cancel);
        DateTimeOffset? oldest = waiting.Count > 0 ? new DateTimeOffset(long.Parse(waiting[0].Key[..TimeDigits], CultureInfo.InvariantCulture), TimeSpan.Zero) : null;
        if (cursor is not null && LedgerPosition.Parse(cursor.Position) is { } position
            && await ledger.Feed.ReadAsync(partner.Name, position, 1, cancel) is { Ends: [{ } first, ..] } && !(first.EndedAt >= oldest))
        {
            oldest = first.EndedAt;
        }

        var lag = oldest is { } at && at < now ? (long)(now - at).TotalSeconds : 0;
        return new ReceiptsStanding(lag, waiting.Count, cursor?.Failures ?? 0, cursor is { Failures: > 0 } ? cursor.NextAt : null);
    }
}
