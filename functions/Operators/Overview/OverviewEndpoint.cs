using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Operators.Overview;

/// <summary><c>GET /v1/partners</c>, <c>/v1/partners/{partner}/lanes</c> and <c>/v1/breakers</c>: what an operator looks at first.</summary>
internal sealed class OverviewEndpoint(OperatorCalls calls, OverviewReader reader, LaneStore lanes, PartnerDirectory partners)
{
    /// <summary>GET /v1/partners.</summary>
    public Task ListPartnersAsync(HttpContext context) =>
        calls.ReadAsync(context, OverviewJson.Default.RelayOverview, async () => (await reader.ReadAsync(), null));

    /// <summary>GET /v1/breakers.</summary>
    public Task ListBreakersAsync(HttpContext context) => calls.ReadAsync(context, OverviewJson.Default.BreakerList, async () =>
        (new BreakerList([.. (await reader.ReadAsync()).Partners.Select(one => new PartnerBreaker(one.Partner, one.Breaker))]), null));

    /// <summary>GET /v1/partners/{partner}/lanes.</summary>
    public Task ListLanesAsync(HttpContext context, string partner) => calls.ReadAsync(context, OverviewJson.Default.LaneList, async () =>
    {
        if (await partners.FindNowAsync(partner, context.RequestAborted) is not { } record)
            return (null, Problems.NotFound("No such partner."));

        var state = await lanes.ReadAsync(partner, context.RequestAborted);
        return (new LaneList(partner, record.Epoch, state.OpenEpoch, [.. state.Lanes.Values.OrderBy(lane => lane.Lane.Key, StringComparer.Ordinal).Select(Of)]), (Problem?)null);
    });

    private static LaneOverview Of(LaneRecord record) => new(
        record.Lane.Key,
        record.Lane.Class == EnvelopeClass.Urgent ? "urgent" : "normal",
        record.Lane.Number,
        record.Lane.Namespace,
        record.Lane.Epoch,
        record.Mode == LaneMode.Parked ? "parked" : "waiting",
        record.ParkedSince,
        record.Bytes.Values.Sum(),
        record.Attempts,
        record.DueAt,
        record.Waiting.Count,
        record.IsolatingSince is not null);
}
