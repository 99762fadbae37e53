using Relay.Functions.Callers;
using Relay.Functions.Explain;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;

namespace Relay.Functions.Operators.Overview;

/// <summary><c>POST /v1/breakers/{partner}</c>: an operator asks for a probe now, or takes an endpoint back that answered 410.</summary>
internal sealed partial class BreakerEndpoint(
    OperatorCalls calls, LaneStore lanes, Breakers breakers, LaneChanges changes, PartnerDirectory partners, OverviewReader overview, ILogger<BreakerEndpoint> logger)
{
    private const int MaxBodyBytes = 1024;

    /// <summary>POST: 200 with the breaker as it is then; 409 when there is nothing of the sort to do.</summary>
    public Task PostAsync(HttpContext context, string partner) => calls.RunAsync(context, MaxBodyBytes, async (body, caller) =>
    {
        var (order, malformed) = JsonBody.Read(body, OverviewJson.Default.BreakerOrder);
        if (malformed is not null)
            return malformed;
        if (await partners.FindAsync(partner) is not { } record)
            return Problems.NotFound("No such partner.");

        // Once begun it is brought to its end, whether or not the caller waits for it.
        var problem = order!.Action switch
        {
            "probe" => await ProbeAsync(partner),
            "enable" => await changes.EnableAsync(partner, CancellationToken.None) ? null : Problems.Conflict("not-disabled", "This partner's endpoint is not disabled."),
            _ => Problems.Malformed("action", "probe or enable"),
        };
        if (problem is not null)
            return problem;

        Log.Acted(logger, caller.KeyId, order.Action!, partner);
        overview.Forget();
        var state = await lanes.ReadAsync(partner, context.RequestAborted);
        await OperatorCalls.WriteAsync(context, new PartnerBreaker(partner, BreakerView.Of(record, state)), OverviewJson.Default.PartnerBreaker);
        return null;
    });

    private async Task<Problem?> ProbeAsync(string partner)
    {
        if ((await lanes.ReadAsync(partner, CancellationToken.None)).Breaker is not { State: BreakerState.Open } breaker)
            return Problems.Conflict("not-open", "This partner's breaker is not open: there is nothing to probe.");

        await breakers.HurryAsync(breaker, CancellationToken.None);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7410, Level = LogLevel.Information, Message = "Operator {Operator} asked to {Action} the endpoint of {Partner}")]
        public static partial void Acted(ILogger logger, string @operator, string action, string partner);
    }
}
