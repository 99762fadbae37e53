using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Limits;

/// <summary>
/// Lets a request's body in when there is room for it (<see cref="BodyBudget"/>), and has the server cut one that comes too slowly:
/// a body that never ends would keep its room.
/// </summary>
internal sealed class BodyIntake(RequestDelegate next, BodyBudget budget, CallerAuthentication callers)
{
    private const double LongestSeconds = 60;

    // Kestrel's own least rate and grace, which stay in force for small bodies.
    private const double LeastBytesPerSecond = 240;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        var bytes = BodyBudget.Weight(context.Request.ContentLength);
        // What is longer than any endpoint takes is refused by its announced length, without a buffer.
        if (!CanHaveBody(context) || bytes is 0 or > AcceptOptions.MaxBodyBytes || TriggerEndpoints.IsFromHost(context.Request.Headers))
        {
            await next(context);
            return;
        }

        var claimant = await callers.ClaimantAsync(context);
        if (budget.TryEnter(claimant, bytes) is { } refusal)
        {
            await refusal.ToProblem().WriteAsync(context);
            return;
        }

        try
        {
            Hasten(context, bytes / LongestSeconds);
            await next(context);
        }
        finally
        {
            budget.Leave(claimant, bytes);
        }
    }

    private static bool CanHaveBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static void Hasten(HttpContext context, double bytesPerSecond)
    {
        if (bytesPerSecond > LeastBytesPerSecond && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(bytesPerSecond, Grace);
    }
}
