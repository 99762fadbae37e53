using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Partners;

/// <summary><c>GET /v1/networks/{partner}</c>: a partner reads what it needs to know of another, or of itself.</summary>
internal sealed class NetworksEndpoint(CallerAuthentication callers, PartnerDirectory directory)
{
    /// <summary>GET: the network; as old as the settings' cache allows. One that is suspended is told too: its messages may still be under way. One that the caller has nothing to do with is as one that is not there.</summary>
    public async Task GetAsync(HttpContext context, string partner)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller?.Partner is not { } caller)
            await check.Problem!.WriteAsync(context);
        else if (await directory.FindAsync(partner) is { } record && PartnerWorlds.Meet(caller, record))
            await context.Response.WriteAsJsonAsync(NetworkView.Of(record), NetworkJson.Default.NetworkView, cancellationToken: context.RequestAborted);
        else
            await Problems.NotFound("No such partner.").WriteAsync(context);
    }
}
