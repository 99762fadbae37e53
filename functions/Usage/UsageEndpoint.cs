using System.Text.Json.Serialization;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Usage;

/// <summary><c>GET /v1/usage</c>, for operators.</summary>
internal sealed class UsageEndpoint(CallerAuthentication callers, IUsage usage, TimeProvider clock)
{
    public async Task GetAsync(HttpContext context)
    {
        if (await CheckAsync(context) is { } problem)
            await problem.WriteAsync(context);
    }

    private async Task<Problem?> CheckAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
            return Problems.TooLarge("body", 0);
        if ((await callers.OperatorAsync(context, body)).Problem is { } notAllowed)
            return notAllowed;

        var (query, malformed) = UsageQuery.Read(context.Request.Query, clock.GetUtcNow());
        if (malformed is not null)
            return malformed;

        var points = await usage.ReadAsync(query!.Partner, query.From, query.To, query.Step, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(points, UsageJson.Default.IReadOnlyListUsagePoint);
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<UsagePoint>))]
[JsonSerializable(typeof(UsageFigures))]
internal sealed partial class UsageJson : JsonSerializerContext;
