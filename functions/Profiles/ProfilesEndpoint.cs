using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.People;

namespace Relay.Functions.Profiles;

/// <summary><c>/v1/users/{user}/profile</c> and <c>/v1/profiles</c>.</summary>
public sealed class ProfilesEndpoint(CallerAuthentication callers, ProfileStage stage, PartnerLimits limits, AddressKeys keys)
{
    private const int MaxBodyBytes = 8 * 1024;

    /// <summary>PUT /v1/users/{user}/profile.</summary>
    public Task PutAsync(HttpContext context, string user) => RunAsync(context, MaxBodyBytes, once: true, async (partner, body) =>
    {
        var (settings, malformed) = JsonBody.Read(body, ProfileJson.Default.ProfileSettings);
        if ((malformed ?? ProfileCheck.Check(settings!) ?? NotAUser(user)) is { } problem)
            return problem;

        var (profile, refused) = await stage.SetAsync(new Address(partner, user), settings!, context.RequestAborted);
        if (refused is null)
            await context.Response.WriteAsJsonAsync(new OwnProfileView(profile!.Version, profile.ChangedAt), ProfileJson.Default.OwnProfileView);
        return refused;
    });

    /// <summary>DELETE /v1/users/{user}/profile.</summary>
    public Task DeleteAsync(HttpContext context, string user) => RunAsync(context, 0, once: true, async (partner, _) =>
    {
        if ((NotAUser(user) ?? await stage.RemoveAsync(new Address(partner, user), context.RequestAborted)) is { } problem)
            return problem;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>POST /v1/profiles.</summary>
    public Task ReadAsync(HttpContext context) => RunAsync(context, MaxBodyBytes, once: false, async (partner, body) =>
    {
        var (question, malformed) = JsonBody.Read(body, ProfileJson.Default.ProfileQuestion);
        if ((malformed ?? ProfileCheck.Check(question!)) is { } problem)
            return problem;

        var from = new Address(partner, question!.From!);
        if (limits.TakeForUser(LimitTable.UserProfiles, keys.RowKeyOf(from.Partner, from.User)) is { } tooFast)
            return tooFast.ToProblem();

        var to = new Address(question.To!.Partner!, question.To.User!);
        var (view, refused) = await stage.ShowAsync(from, to, question.Version!, context.RequestAborted);
        if (refused is null)
            await context.Response.WriteAsJsonAsync(view!, ProfileJson.Default.ProfileView);
        return refused;
    });

    private async Task RunAsync(HttpContext context, int limit, bool once, Func<string, RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = once ? await callers.PartnerOnceAsync(context, body) : await callers.PartnerAsync(context, body);
        if ((check.Problem ?? await run(check.Caller!.Partner!.Name, body)) is { } problem)
            await problem.WriteAsync(context);
    }

    private static Problem? NotAUser(string user) => UserIds.IsUserId(user) ? null : Problems.NotFound("No such user of this partner.");
}
