using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Contacts;

/// <summary>What all calls of a partner for one of its users begin with: the body, the signature, the form of the user's id.</summary>
internal sealed class UserCalls(CallerAuthentication callers)
{
    private const int MaxBodyBytes = 16 * 1024;

    /// <summary>
    /// Runs a call for the user in the path. <paramref name="run"/> writes its answer, or gives the problem to write.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The user's id as in the path.</param>
    /// <param name="once">Whether the call changes something: its nonce is stored.</param>
    /// <param name="run">The call; gets the user's address and the body.</param>
    public Task RunAsync(HttpContext context, string user, bool once, Func<Address, RequestBody, Task<Problem?>> run) =>
        RunAsync(context, once, (partner, body) => UserIds.IsUserId(user)
            ? run(new Address(partner, user), body)
            : Task.FromResult<Problem?>(Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength)));

    /// <summary>The same for a call that names its user in the body; <paramref name="run"/> gets the partner.</summary>
    public async Task RunAsync(HttpContext context, bool once, Func<string, RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = once ? await callers.PartnerOnceAsync(context, body) : await callers.PartnerAsync(context, body);
        var problem = check.Caller is null ? check.Problem : await run(check.Caller.Partner!.Name, body);
        if (problem is not null)
            await problem.WriteAsync(context);
    }
}
