using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary><c>/v1/transparency</c> and <c>/v1/users/{user}/keys/log</c>: what partners check the relay's word about keys with. Changes nothing.</summary>
internal sealed class TransparencyEndpoint(CallerAuthentication callers, LogReader reader, ILogRows rows, OwnKeyLog own)
{
    /// <summary>GET head: the newest signed head, or one of a size that is asked for.</summary>
    public Task HeadAsync(HttpContext context, string? size) => RunAsync(context, async _ =>
    {
        var cancel = context.RequestAborted;
        if (size is null)
            return await AnswerAsync(context, new TreeHeadView((await reader.HeadAsync(0, cancel)).Token), TransparencyJson.Default.TreeHeadView);
        if (Number(size) is not { } wanted)
            return Problems.Malformed("size", "a number, 0 or more");

        var newest = await reader.HeadAsync(0, cancel);
        var token = newest.Size == wanted ? newest.Token : await rows.FindHeadAsync(wanted, cancel);
        return token is null ? Problems.NotFound("No signed head of this size is kept.") : await AnswerAsync(context, new TreeHeadView(token), TransparencyJson.Default.TreeHeadView);
    });

    /// <summary>GET consistency: proves that the log of one size is the beginning of that of another.</summary>
    public Task ConsistencyAsync(HttpContext context, string? from, string? to) => RunAsync(context, async _ =>
    {
        var cancel = context.RequestAborted;
        if (to is not null && Number(to) is null)
            return Problems.Malformed("to", "a size of the log");
        var head = await reader.HeadAsync(Number(to) ?? 0, cancel);
        var later = Number(to) ?? head.Size;
        if (later > head.Size)
            return Problems.Malformed("to", "at most the log's size", head.Size);
        if (Number(from) is not { } earlier || earlier > later)
            return Problems.Malformed("from", "a size of the log, at most the other", later);

        var path = await reader.ConsistencyAsync(head, earlier, later, cancel);
        return await AnswerAsync(context, new ConsistencyView(earlier, later, path), TransparencyJson.Default.ConsistencyView);
    });

    /// <summary>GET log: the versions of a user of the calling partner.</summary>
    public Task LogAsync(HttpContext context, string user, string? from) => RunAsync(context, async partner =>
    {
        if (!UserIds.IsUserId(user))
            return Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength);
        var first = from is null ? 1 : Number(from);
        if (first is not (>= 1 and <= int.MaxValue))
            return Problems.Malformed("from", "a version, 1 or more");

        return await own.ReadAsync(new Address(partner, user), (int)first, context.RequestAborted) is { } view
            ? await AnswerAsync(context, view, TransparencyJson.Default.KeyLogView)
            : Problems.NotFound("No such user of this partner.");
    });

    private async Task RunAsync(HttpContext context, Func<string, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        var problem = check.Caller?.Partner is { } partner ? await run(partner.Name) : check.Problem;
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<Problem?> AnswerAsync<T>(HttpContext context, T view, JsonTypeInfo<T> type)
    {
        await context.Response.WriteAsJsonAsync(view, type, cancellationToken: context.RequestAborted);
        return null;
    }
}
