using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.PartnerKeys;

/// <summary><c>/v1/partner/keys</c>: a partner reads, adds and removes the keys that it signs with.</summary>
internal sealed class PartnerKeysEndpoint(
    CallerAuthentication callers, PartnerDirectory directory, PartnerKeyCheck check, PartnerKeyStage stage, IOptions<RelayOptions> options, TimeProvider clock)
{
    private const int MaxBodyBytes = 8 * 1024;

    /// <summary>GET: the keys as they are stored now.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var (caller, refused) = await callers.PartnerAsync(context, body);
        if (caller?.Partner is not { } partner)
            await refused!.WriteAsync(context);
        else if (await directory.FindNowAsync(partner.Name, context.RequestAborted) is { } record)
            await context.Response.WriteAsJsonAsync(PartnerKeyList.Of(record, caller.KeyId, clock.GetUtcNow()), PartnerKeyJson.Default.PartnerKeyList);
        else
            await Problems.NotFound("No such partner.").WriteAsync(context);
    }

    /// <summary>POST: adds a key (201), or changes when one is good (200).</summary>
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var (caller, problem) = await callers.PartnerOnceAsync(context, body);
        if (caller?.Partner is not { } partner)
        {
            await problem!.WriteAsync(context);
            return;
        }

        (var request, problem) = JsonBody.Read(body, PartnerKeyJson.Default.PartnerKeyRequest);
        var (key, isNew) = ((Signatures.JsonWebKey?)null, false);
        if (problem is null)
            (key, problem) = check.Check(partner.Name, request!);
        if (problem is null)
            (isNew, problem) = await stage.AddAsync(partner.Name, key!, caller.KeyId, context.RequestAborted);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var now = clock.GetUtcNow();
        var untilBegun = key!.NotBefore is { } from && from > now ? (from - now).TotalSeconds : 0;
        var view = PartnerKeyView.Of(key, now) with { UsableInSeconds = (int)Math.Ceiling(Math.Max(untilBegun, options.Value.DirectoryCacheSeconds)) };
        context.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(view, PartnerKeyJson.Default.PartnerKeyView);
    }

    /// <summary>DELETE: 204 when the key is gone.</summary>
    public async Task DeleteAsync(HttpContext context, string kid)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var (caller, problem) = await callers.PartnerOnceAsync(context, body);
        if (caller?.Partner is { } partner)
            problem = await stage.RemoveAsync(partner.Name, kid, caller.KeyId, context.RequestAborted);
        if (problem is not null)
            await problem.WriteAsync(context);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
