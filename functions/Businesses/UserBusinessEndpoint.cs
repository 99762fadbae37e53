using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary><c>/v1/users/{user}/business</c>: a partner says which business an account of its own belongs to.</summary>
public sealed class UserBusinessEndpoint(CallerAuthentication callers, UserStore store, Reachability reachability, TimeProvider clock)
{
    /// <summary>The account says that it belongs to a business.</summary>
    public const string Joined = "business-joined";

    /// <summary>It says so no longer.</summary>
    public const string Left = "business-left";

    private const int MaxBodyBytes = 4 * 1024;

    /// <summary>PUT.</summary>
    public Task PutAsync(HttpContext context, string user) => RunAsync(context, user, MaxBodyBytes, body =>
    {
        var (said, problem) = JsonBody.Read(body, BusinessJson.Default.UserBusiness);
        return problem is null && !BusinessCheck.IsName(said!.Business) ? (null, Problems.Malformed("business", BusinessCheck.NameRule)) : (said?.Business, problem);
    });

    /// <summary>DELETE.</summary>
    public Task DeleteAsync(HttpContext context, string user) => RunAsync(context, user, 0, _ => (null, null));

    private async Task RunAsync(HttpContext context, string user, int limit, Func<RequestBody, (string? Business, Problem? Problem)> read)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        var (business, problem) = check.Caller is null ? (null, check.Problem) : read(body);
        problem ??= await ChangeAsync(new Address(check.Caller!.Partner!.Name, user), business, context.RequestAborted);
        if (problem is not null)
            await problem.WriteAsync(context);
        else if (business is null)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await context.Response.WriteAsJsonAsync(new UserBusiness(business), BusinessJson.Default.UserBusiness);
    }

    private async Task<Problem?> ChangeAsync(Address user, string? business, CancellationToken cancel)
    {
        var (_, after) = UserIds.IsUserId(user.User) ? await store.ChangeAsync(user, record => Change(record, business), cancel) : default;
        reachability.Forget(user);
        return after is { IsEnlisted: true } ? null : Problems.NotFound("No such user of this partner.");
    }

    private UserRecord? Change(UserRecord? record, string? business) =>
        record is not { IsEnlisted: true } || record.Business == business
            ? record
            : UserChanges.With(record with { Business = business }, business is null ? Left : Joined, clock.GetUtcNow(), business ?? record.Business);
}
