using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Businesses;

/// <summary><c>/v1/businesses/{name}</c>: operators set verified businesses, partners read them.</summary>
public sealed class BusinessesEndpoint(CallerAuthentication callers, BusinessStore store, BusinessViews views, TimeProvider clock)
{
    private const int MaxBodyBytes = 32 * 1024;

    /// <summary>PUT: 201 when it is new.</summary>
    public Task PutAsync(HttpContext context, string name) => RunAsync(context, MaxBodyBytes, callers.OperatorAsync, async (_, body) =>
    {
        var (settings, malformed) = JsonBody.Read(body, BusinessJson.Default.BusinessSettings);
        if (malformed is not null)
            return malformed;
        var (business, problem) = BusinessCheck.Check(name, settings!, clock.GetUtcNow());
        if (problem is not null)
            return problem;

        var isNew = await store.FindAsync(name, context.RequestAborted) is null;
        await store.PutAsync(business!, context.RequestAborted);
        context.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(await views.OfAllAsync(business!), BusinessJson.Default.BusinessView);
        return null;
    });

    /// <summary>DELETE.</summary>
    public Task DeleteAsync(HttpContext context, string name) => RunAsync(context, 0, callers.OperatorAsync, async (_, _) =>
    {
        if (BusinessCheck.IsName(name))
            await store.RemoveAsync(name, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>GET.</summary>
    public Task GetAsync(HttpContext context, string name) => RunAsync(context, 0, callers.PartnerOrOperatorAsync, async (caller, _) =>
    {
        if (!BusinessCheck.IsName(name) || await store.FindAsync(name, context.RequestAborted) is not { } business)
            return Problems.NotFound("No such business.");

        var view = caller.Partner is { } reader ? await views.OfAsync(business, reader) : await views.OfAllAsync(business);
        await context.Response.WriteAsJsonAsync(view, BusinessJson.Default.BusinessView);
        return null;
    });

    private static async Task RunAsync(
        HttpContext context, int limit, Func<HttpContext, RequestBody, ValueTask<CallerCheck>> authenticate, Func<Caller, RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = await authenticate(context, body);
        if ((check.Problem ?? await run(check.Caller!, body)) is { } problem)
            await problem.WriteAsync(context);
    }
}
