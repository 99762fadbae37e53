using Relay.Functions.Agreements;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;

namespace Relay.Functions.Partners;

/// <summary><c>/v1/partners/{partner}</c>: an operator sets and reads partners.</summary>
internal sealed class PartnersEndpoint(
    CallerAuthentication callers, PartnerStore store, PartnerDirectory directory, PartnerSettingsCheck settingsCheck, AgreementStage agreements, LaneChanges lanes)
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MostTries = 5;

    /// <summary>PUT: sets a partner; 201 when it is new.</summary>
    public async Task PutAsync(HttpContext context, string partner)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.OperatorAsync(context, body);
        if (check.Caller is not { } caller)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        var (settings, malformed) = JsonBody.Read(body, PartnerJson.Default.PartnerSettings);
        if (malformed is not null)
        {
            await malformed.WriteAsync(context);
            return;
        }

        var (record, before, problem) = await SetAsync(partner, settings!, caller.KeyId, context.RequestAborted);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        directory.Forget(record!);
        await lanes.FollowAsync(record!, before, context.RequestAborted);
        await agreements.TellAsync(record!, before, context.RequestAborted);
        await WriteAsync(context, record!, before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
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

    // Settings say nothing of the agreement's terms and history: those stay, also where they change in this moment.
    private async Task<(PartnerRecord? Record, PartnerRecord? Before, Problem? Problem)> SetAsync(string partner, PartnerSettings settings, string by, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var present = PartnerNames.IsName(partner) ? await store.FindAsync(partner, cancel) : null;
            var (record, problem) = await settingsCheck.CheckAsync(partner, settings, present, cancel);
            if (problem is null)
                (record, problem) = agreements.Plan(record!, present, by);
            problem ??= await ClaimKeysAsync(record!, cancel);
            if (problem is null)
                (record, problem) = await lanes.PlanAsync(record!, present, cancel);
            if (problem is not null)
                return (null, null, problem);
            if (await store.PutAsync(record! with { Version = present?.Version ?? default }, cancel) != PartnerWrite.Changed)
                return (record, present, null);
        }

        return (null, null, Problems.PartnerChanged());
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
