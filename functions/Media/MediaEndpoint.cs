using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Media;

/// <summary><c>/v1/media</c>: partners declare, complete and read encrypted media.</summary>
public sealed class MediaEndpoint(CallerAuthentication callers, MediaStage stage, PartnerDirectory partners, Reachability reachability, AddressKeys keys)
{
    private const int MaxBodyBytes = 64 * 1024;

    private readonly UserTags _tags = new(keys, MediaStage.TagPurpose);

    /// <summary>POST /v1/media.</summary>
    public Task DeclareAsync(HttpContext context) => RunAsync(context, MaxBodyBytes, once: true, StatusCodes.Status201Created, (partner, body) =>
    {
        var (declaration, problem) = JsonBody.Read(body, MediaJson.Default.MediaDeclaration);
        return problem is null
            ? DeclareAsync(partner, declaration!, context.RequestAborted)
            : Task.FromResult<(MediaView?, Problem?)>((null, problem));
    });

    /// <summary>POST /v1/media/{id}/complete.</summary>
    public Task CompleteAsync(HttpContext context, Guid id) =>
        RunAsync(context, 0, once: true, StatusCodes.Status200OK, (partner, _) => stage.CompleteAsync(partner, id, context.RequestAborted));

    /// <summary>GET /v1/media/{id}.</summary>
    public Task ReadAsync(HttpContext context, Guid id) =>
        RunAsync(context, 0, once: false, StatusCodes.Status200OK, (partner, _) => stage.ReadAsync(partner, id, owner => MeetAsync(partner, owner), context.RequestAborted));

    private async Task<(MediaView? View, Problem? Problem)> DeclareAsync(string partner, MediaDeclaration declaration, CancellationToken cancel)
    {
        if (declaration.User is not { } user)
            return await stage.DeclareAsync(partner, declaration, null, cancel);

        // Only an enlisted user can be erased, and so only of one can it be promised.
        var address = new Address(partner, user);
        return UserIds.IsUserId(user) && await reachability.FindAsync(address) is not null
            ? await stage.DeclareAsync(partner, declaration, _tags.Of(address), cancel)
            : (null, Problems.Malformed("user", "an enlisted user of the calling partner"));
    }

    private async ValueTask<bool> MeetAsync(string reader, string owner) =>
        PartnerWorlds.Meet(await partners.FindAsync(reader), await partners.FindAsync(owner));

    private async Task RunAsync(HttpContext context, int limit, bool once, int status, Func<string, RequestBody, Task<(MediaView? View, Problem? Problem)>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = once ? await callers.PartnerOnceAsync(context, body) : await callers.PartnerAsync(context, body);
        if (check.Caller is null)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        var (view, problem) = await run(check.Caller.Partner!.Name, body);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(view!, MediaJson.Default.MediaView);
    }
}
