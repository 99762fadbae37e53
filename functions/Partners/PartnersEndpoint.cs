using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;

namespace Relay.Functions.Partners;

/// <summary><c>/v1/partners/{partner}</c>: an operator sets and reads partners.</summary>
internal sealed class PartnersEndpoint(CallerAuthentication callers, PartnerStore store, PartnerDirectory directory, PartnerSettingsCheck check, LaneChanges lanes)
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>PUT: sets a partner; 201 when it is new.</summary>
    public async Task PutAsync(HttpContext context, string partner)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        if ((await callers.OperatorAsync(context, body)).Problem is { } refused)
        {
            await refused.WriteAsync(context);
            return;
        }

        var (settings, malformed) = JsonBody.Read(body, PartnerJson.Default.PartnerSettings);
        if (malformed is not null)
        {
            await malformed.WriteAsync(context);
            return;
        }

        var present = PartnerNames.IsName(partner) ? await store.FindAsync(partner, context.RequestAborted) : null;
        var (record, problem) = await check.CheckAsync(partner, settings!, present, context.RequestAborted);
        problem ??= await ClaimKeysAsync(record!, context.RequestAborted);
        if (problem is null)
            (record, problem) = await lanes.PlanAsync(record!, present, context.RequestAborted);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var written = await store.PutAsync(record! with { Version = present?.Version ?? default }, context.RequestAborted);
        if (written == PartnerWrite.Changed)
        {
            await Problems.PartnerChanged().WriteAsync(context);
            return;
        }

        directory.Forget(record!);
        await lanes.FollowAsync(record!, present, context.RequestAborted);
        await WriteAsync(context, record!, written == PartnerWrite.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>GET: a partner as it is stored.</summary>
    public async Task GetAsync(HttpContext context, string partner)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        if ((await callers.OperatorAsync(context, body)).Problem is { } refused)
            await refused.WriteAsync(context);
        else if (PartnerNames.IsName(partner) && await store.FindAsync(partner, context.RequestAborted) is { } record)
            await WriteAsync(context, record, StatusCodes.Status200OK);
        else
            await Problems.NotFound("No such partner.").WriteAsync(context);
    }

    private async Task<Problem?> ClaimKeysAsync(PartnerRecord record, CancellationToken cancel)
    {
        for (var i = 0; i < record.Keys.Count; i++)
        {
            if (!await store.ClaimKeyAsync(record.Keys[i].Kid, record.Name, cancel))
                return Problems.Conflict("key-id-taken", "Another partner has this key id.", $"keys[{i}].kid");
        }

        return null;
    }

    private static Task WriteAsync(HttpContext context, PartnerRecord record, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(PartnerView.Of(record), PartnerJson.Default.PartnerView);
    }
}
