using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Held;

/// <summary><c>/v1/held</c>: an operator lists, inspects, sends again and ends what is held.</summary>
public sealed class HeldEndpoint(CallerAuthentication callers, IHeldStore store, HeldEndings endings, ReplayStage replays, ReplayCheck check)
{
    private const int MaxBodyBytes = 256 * 1024;

    /// <summary>GET /v1/held.</summary>
    public Task ListAsync(HttpContext context) => RunAsync(context, 0, async _ =>
    {
        var (query, after, most, problem) = HeldListCheck.Read(context.Request.Query);
        if (problem is not null)
            return problem;

        var held = await store.ListAsync(query!, after, most, context.RequestAborted);
        var page = new HeldPage([.. held.Select(record => HeldView.Of(record))], held.Count == most ? HeldWords.Cursor(held[^1]) : null);
        await context.Response.WriteAsJsonAsync(page, HeldJson.Default.HeldPage);
        return null;
    });

    /// <summary>GET /v1/held/{partner}/{key}.</summary>
    public Task ShowAsync(HttpContext context, string partner, string key) => RunAsync(context, 0, async _ =>
    {
        if (await FindAsync(partner, key, context.RequestAborted) is not { } record)
            return NotHeld();

        var content = record.Id is null ? null : await store.ReadAsync(record, context.RequestAborted);
        if (record.Id is not null && content is null)
            return NotHeld();

        var view = HeldView.Of(record, content is { } message ? HeldContents.Read(message, record).Envelope : null);
        await context.Response.WriteAsJsonAsync(view, HeldJson.Default.HeldView);
        return null;
    });

    /// <summary>DELETE /v1/held/{partner}/{key}.</summary>
    public Task RefuseAsync(HttpContext context, string partner, string key) => RunAsync(context, 0, async _ =>
    {
        if (await FindAsync(partner, key, context.RequestAborted) is not { } record)
            return NotHeld();

        // Once begun it is brought to its end, whether or not the caller waits for it.
        var ended = await endings.RefuseAsync(record, CancellationToken.None);
        if (ended is null && record.Id is not null)
            return NotHeld();

        await context.Response.WriteAsJsonAsync(new HeldEnding(HeldWords.Of(ended)), HeldJson.Default.HeldEnding);
        return null;
    });

    /// <summary>POST /v1/held/replay.</summary>
    public Task ReplayAsync(HttpContext context) => RunAsync(context, MaxBodyBytes, async body =>
    {
        var (request, malformed) = JsonBody.Read(body, HeldJson.Default.ReplayRequest);
        if (malformed is not null)
            return malformed;

        var (order, began, problem) = await check.CheckAsync(request!);
        if (problem is not null)
            return problem;

        var result = request!.DryRun is true
            ? await replays.TryOutAsync(order!, context.RequestAborted)
            : await replays.RunAsync(order!, context.RequestAborted);
        var cursor = result.Last is null ? null : HeldWords.Cursor(began, result.Last);
        await context.Response.WriteAsJsonAsync(
            new ReplayAnswer(result.Replayed, result.Expired, result.Gone, result.Remaining, cursor), HeldJson.Default.ReplayAnswer);
        return null;
    });

    private async Task<HeldRecord?> FindAsync(string partner, string key, CancellationToken cancel) =>
        (partner == HeldKeys.UnreadablePartition || PartnerNames.IsName(partner)) && HeldKeys.IsKey(key) ? await store.FindAsync(partner, key, cancel) : null;

    private async Task RunAsync(HttpContext context, int limit, Func<RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        var problem = body is null ? Problems.TooLarge("body", limit) : (await callers.OperatorAsync(context, body)).Problem ?? await run(body);
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    private static Problem NotHeld() => Problems.NotFound("Nothing is held under this key.");
}
