using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.People;

/// <summary><c>/v1/users/{user}</c>: a partner enlists its own users, opts them in and out.</summary>
public sealed class UsersEndpoint(CallerAuthentication callers, UserStore store, UserUpdates updates, TimeProvider clock)
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>PUT: sets a user of the calling partner.</summary>
    public async Task PutAsync(HttpContext context, string user)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        if (check.Caller is null)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        var (settings, problem) = JsonBody.Read(body, UserJson.Default.UserSettings);
        UserRecord? record = null;
        if (problem is null)
            (record, problem) = UserIds.IsUserId(user) ? UserSettingsCheck.Check(settings!, clock.GetUtcNow()) : (null, Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength));
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var address = new Address(check.Caller.Partner!.Name, user);
        var (_, after) = await updates.ChangeAsync(address, present => UserChanges.Merge(present, record!, clock.GetUtcNow()), context.RequestAborted);
        await context.Response.WriteAsJsonAsync(UserView.Of(after!), UserJson.Default.UserView);
    }

    /// <summary>GET: a user of the calling partner as it is stored.</summary>
    public async Task GetAsync(HttpContext context, string user)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller is null)
            await check.Problem!.WriteAsync(context);
        else if (UserIds.IsUserId(user) && await store.FindAsync(check.Caller.Partner!.Name, user, context.RequestAborted) is { IsEnlisted: true } record)
            await context.Response.WriteAsJsonAsync(UserView.Of(record), UserJson.Default.UserView);
        else
            await Problems.NotFound("No such user of this partner.").WriteAsync(context);
    }
}
