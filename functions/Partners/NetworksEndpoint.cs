using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Partners;

/// <summary><c>GET /v1/networks/{partner}</c>: a partner reads what it needs to know of another, or of itself.</summary>
internal sealed class NetworksEndpoint(CallerAuthentication callers, PartnerDirectory directory)
{
    /// <summary>GET: the network; as old as the settings' cache allows. One that is suspended is told too: its messages may still be under way.</summary>
    public async Task GetAsync(HttpContext context, string partner)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        if ((await callers.PartnerAsync(context, body)).Problem is { } refused)
            await refused.WriteAsync(context);
        else if (await directory.FindAsync(partner) is { } record)
            await context.Response.WriteAsJsonAsync(NetworkView.Of(record), NetworkJson.Default.NetworkView, cancellationToken: context.RequestAborted);
        else
            await Problems.NotFound("No such partner.").WriteAsync(context);
    }
}
