using Relay.Functions.Hosting;

namespace Relay.Functions.Contacts;

/// <summary><c>/v1/users/{user}/requests</c>: asks strangers to be allowed to write. One answer, whether or not they exist.</summary>
internal sealed class RequestsEndpoint(UserCalls calls, ContactRequests requests)
{
    /// <summary>POST: asks.</summary>
    public Task PostAsync(HttpContext context, string user) => calls.RunAsync(context, user, once: true, async (owner, body) =>
    {
        var (request, problem) = JsonBody.Read(body, ContactJson.Default.ContactRequestBody);
        if (problem is not null)
            return problem;
        var whom = new OtherUser(request!.Partner ?? "", request.User ?? "");
        if ((whom.Check() ?? await requests.AskAsync(owner, whom.Address, context.RequestAborted)) is { } refused)
            return refused;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return null;
    });

    /// <summary>DELETE: takes a request back.</summary>
    public Task DeleteAsync(HttpContext context, string user, string partner, string other) => calls.RunAsync(context, user, once: true, async (owner, _) =>
    {
        var whom = new OtherUser(partner, other);
        if (whom.Check() is { } malformed)
            return malformed;
        await requests.CancelAsync(owner, whom.Address, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });
}
