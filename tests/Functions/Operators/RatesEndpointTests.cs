using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Relay.Functions.Callers;
using Relay.Functions.Operators.Overview;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Operators;

/// <summary>Rates and refusals out of usage, for a browser that has signed in.</summary>
public sealed class RatesEndpointTests : IUsage
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Noon.AddSeconds(20));
    private readonly List<UsagePoint> _points = [];
    private (string? Partner, DateTimeOffset From, DateTimeOffset To) _asked;

    public Task<IReadOnlyList<UsagePoint>> ReadAsync(string? partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancel)
    {
        _asked = (partner, from, to);
        return Task.FromResult<IReadOnlyList<UsagePoint>>(_points);
    }

    [Fact]
    public async Task Rates_HaveEveryMinute_AndSumPartners()
    {
        foreach (var partner in new[] { "a-net", "b-net" })
        {
            _points.Add(new UsagePoint(partner, Noon.AddMinutes(-1), new UsageFigures
            {
                SentAccepted = 10,
                SentEnded = new Dictionary<string, long> { ["delivered"] = 7, ["expired"] = 1 },
                SentRefused = new Dictionary<string, long> { ["malformed"] = 1, ["not-reachable"] = 2 },
                Calls = new Dictionary<string, long> { ["none"] = 5, ["timed-out"] = 4 },
            }));
        }

        var points = (await RunAsync("?minutes=3", endpoint => endpoint.ListRatesAsync)).GetProperty("points").EnumerateArray().ToList();

        Assert.Equal([Noon.AddMinutes(-2), Noon.AddMinutes(-1), Noon], points.Select(point => point.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal([20, 14, 6, 8], new[] { "accepted", "delivered", "refused", "failed" }.Select(name => points[1].GetProperty(name).GetInt64()));
        Assert.Equal(0, points[0].GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Refusals_AreSummedBySenderAndReason_MostFirst()
    {
        UsagePoint Point(string partner, int minutesAgo, string reason, long envelopes) =>
            new(partner, Noon.AddMinutes(-minutesAgo), new UsageFigures { SentRefused = new Dictionary<string, long> { [reason] = envelopes } });
        _points.AddRange([Point("a-net", 9, "malformed", 2), Point("a-net", 3, "malformed", 1), Point("b-net", 2, "not-reachable", 5), Point("b-net", 1, "malformed", 0)]);

        var refusals = (await RunAsync("?partner=a-net", endpoint => endpoint.ListRefusalsAsync)).GetProperty("refusals").EnumerateArray().ToList();

        Assert.Equal(
            [("b-net", "not-reachable", 5L, Noon.AddMinutes(-2)), ("a-net", "malformed", 3L, Noon.AddMinutes(-3))],
            refusals.Select(one => (one.GetProperty("partner").GetString()!, one.GetProperty("reason").GetString()!, one.GetProperty("envelopes").GetInt64(), one.GetProperty("lastAt").GetDateTimeOffset())));
        Assert.Equal(("a-net", Noon.AddMinutes(-59), Noon.AddMinutes(1)), _asked);
    }

    [Theory]
    [InlineData("?minutes=0", "minutes")]
    [InlineData("?minutes=1441", "minutes")]
    [InlineData("?minutes=x", "minutes")]
    [InlineData("?partner=A", "partner")]
    public async Task Query_ThatIsNone_IsRefused(string query, string field)
    {
        var problem = await RunAsync(query, endpoint => endpoint.ListRatesAsync, 400);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    private async Task<JsonElement> RunAsync(string query, Func<RatesEndpoint, Func<HttpContext, Task>> call, int status = 200)
    {
        var sessions = OperatorSamples.Sessions(_clock);
        var signedIn = new DefaultHttpContext();
        sessions.Begin(signedIn, OperatorSamples.KeyId, OperatorSamples.KeyId, null);
        var context = OperatorSamples.Next(signedIn);
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        // A session asks no store and has no limits.
        var callers = new CallerAuthentication(null!, null!, null!, null!, sessions, OperatorSamples.Relay(), _clock);

        await call(new RatesEndpoint(new OperatorCalls(callers), _clock, this))(context);

        Assert.Equal(status, context.Response.StatusCode);
        context.Response.Body.Position = 0;
        return (await JsonDocument.ParseAsync(context.Response.Body)).RootElement;
    }
}
