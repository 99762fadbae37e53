using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Lanes;

/// <summary><c>POST /v1/partner/endpoint/enable</c>: a partner whose endpoint answered 410 says that it is there again.</summary>
internal sealed class EnableEndpoint(CallerAuthentication callers, LaneChanges lanes)
{
    /// <summary>POST: 204 when it was disabled, and what is parked for it goes out; 409 when it was not.</summary>
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        if (check.Caller?.Partner is not { } partner)
            await check.Problem!.WriteAsync(context);
        else if (await lanes.EnableAsync(partner.Name, context.RequestAborted))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await Problems.Conflict("not-disabled", "This partner's endpoint is not disabled.").WriteAsync(context);
    }
}
