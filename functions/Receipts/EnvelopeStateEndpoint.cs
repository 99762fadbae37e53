using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Receipts;

/// <summary><c>GET /v1/envelopes/{id}</c>: the state of an envelope of the calling partner.</summary>
internal sealed class EnvelopeStateEndpoint(CallerAuthentication callers, EnvelopeStates states)
{
    /// <summary>GET. One answer for what is unknown, another partner's, or under way.</summary>
    public async Task GetAsync(HttpContext context, Guid id)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller?.Partner is not { } partner)
            await check.Problem!.WriteAsync(context);
        else if (await states.FindAsync(partner.Name, id, context.RequestAborted) is { } state)
            await context.Response.WriteAsJsonAsync(state, ReceiptJson.Default.EnvelopeStateView);
        else
            await Problems.NotFound("No envelope of this partner with this id has ended or waits: it is under way, or unknown.").WriteAsync(context);
    }
}
