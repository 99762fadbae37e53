using Relay.Functions.Hosting;

namespace Relay.Functions.Contacts;

/// <summary><c>/v1/users/{user}/contacts/{partner}/{other}</c>: whom a user lets write.</summary>
internal sealed class GrantsEndpoint(UserCalls calls, Grants grants)
{
    /// <summary>PUT: grants.</summary>
    public Task PutAsync(HttpContext context, string user, string partner, string other) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if (whom.Check() is { } malformed)
            return malformed;
        var (since, problem) = await grants.GrantAsync(owner, whom.Address, context.RequestAborted);
        if (problem is not null)
            return problem;
        await context.Response.WriteAsJsonAsync(new RelationView(since!.Value), ContactJson.Default.RelationView);
        return null;
    });

    /// <summary>DELETE: revokes.</summary>
    public Task DeleteAsync(HttpContext context, string user, string partner, string other) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if ((whom.Check() ?? await grants.RevokeAsync(owner, whom.Address, context.RequestAborted)) is { } problem)
            return problem;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>GET: since when somebody may write.</summary>
    public Task GetAsync(HttpContext context, string user, string partner, string other) => calls.RunAsync(context, user, once: false, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if (whom.Check() is { } malformed)
            return malformed;
        if (await grants.SinceAsync(owner, whom.Address, context.RequestAborted) is not { } since)
            return Problems.NotFound("No such contact.");
        await context.Response.WriteAsJsonAsync(new RelationView(since), ContactJson.Default.RelationView);
        return null;
    });
}
