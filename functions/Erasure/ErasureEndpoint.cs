using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Erasure;

/// <summary><c>DELETE /v1/users/{user}</c>: a partner has one of its own users erased.</summary>
internal sealed class ErasureEndpoint(CallerAuthentication callers, EraseStage stage, CertificateIssuer certificates)
{
    public async Task DeleteAsync(HttpContext context, string user)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        if (check.Caller is null)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        // Once begun it is brought to its end, whether or not the caller waits for it.
        var address = new Address(check.Caller.Partner!.Name, user);
        if (UserIds.IsUserId(user) && await stage.EraseAsync(address, CancellationToken.None) is { } erasedAt)
            await context.Response.WriteAsJsonAsync(certificates.Issue(address, erasedAt), ErasureContractJson.Default.ErasureAnswer);
        else
            await Problems.NotFound("No such user of this partner.").WriteAsync(context);
    }
}
