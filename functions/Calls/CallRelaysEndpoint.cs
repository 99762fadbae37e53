using System.Text;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Calls;

/// <summary><c>GET /v1/calls/relays</c>: TURN servers for a call of one of the calling partner's users, with credentials that soon expire.</summary>
internal sealed class CallRelaysEndpoint(CallerAuthentication callers, IOptions<CallsOptions> options, TimeProvider clock)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Value.TurnSharedSecret ?? "");

    /// <summary>GET: new credentials with every call, so that two calls cannot be told to be one user's.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        if ((await callers.PartnerAsync(context, body)).Problem is { } refused)
        {
            await refused.WriteAsync(context);
            return;
        }

        if (!options.Value.IsConfigured)
        {
            await Problems.CallsNotConfigured().WriteAsync(context);
            return;
        }

        var credential = TurnCredential.Issue(_secret, clock.GetUtcNow(), options.Value.CredentialSeconds);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new CallRelays([new IceServer(options.Value.TurnUrls, credential.Username, credential.Password)], credential.ExpiresAt),
            CallsJson.Default.CallRelays,
            cancellationToken: context.RequestAborted);
    }
}
