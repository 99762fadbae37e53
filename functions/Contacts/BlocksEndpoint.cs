using Relay.Functions.Hosting;

namespace Relay.Functions.Contacts;

/// <summary><c>/v1/users/{user}/blocks/{partner}[/{other}]</c>: whom a user does not want to hear from.</summary>
internal sealed class BlocksEndpoint(UserCalls calls, Blocks blocks)
{
    /// <summary>PUT: blocks a user, or a whole network where <paramref name="other"/> is null.</summary>
    public Task PutAsync(HttpContext context, string user, string partner, string? other) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if (whom.Check() is { } malformed)
            return malformed;
        var (since, problem) = await blocks.BlockAsync(owner, whom, context.RequestAborted);
        if (problem is not null)
            return problem;
        await context.Response.WriteAsJsonAsync(new RelationView(since!.Value), ContactJson.Default.RelationView);
        return null;
    });

    /// <summary>DELETE: ends a block.</summary>
    public Task DeleteAsync(HttpContext context, string user, string partner, string? other) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if ((whom.Check() ?? await blocks.UnblockAsync(owner, whom, context.RequestAborted)) is { } problem)
            return problem;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>GET: since when somebody is blocked.</summary>
    public Task GetAsync(HttpContext context, string user, string partner, string? other) => calls.RunAsync(context, user, once: false, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if (whom.Check() is { } malformed)
            return malformed;
        if (await blocks.SinceAsync(owner, whom, context.RequestAborted) is not { } since)
            return Problems.NotFound("No such block.");
        await context.Response.WriteAsJsonAsync(new RelationView(since), ContactJson.Default.RelationView);
        return null;
    });
}
