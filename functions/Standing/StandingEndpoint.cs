using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Standing;

/// <summary><c>GET /v1/partner</c>: what the relay knows of the partner that asks.</summary>
internal sealed class StandingEndpoint(CallerAuthentication callers, PartnerStore store, StandingReader reader)
{
    /// <summary>GET.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller?.Partner is not { } caller)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        // As it is stored: what an operator has just changed is to be seen.
        var partner = await store.FindAsync(caller.Name, context.RequestAborted) ?? caller;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(await reader.OfAsync(partner, context.RequestAborted), StandingJson.Default.PartnerStanding, cancellationToken: context.RequestAborted);
    }
}
