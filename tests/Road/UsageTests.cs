using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Functions.Usage;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What an operator reads of what partners have used, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class UsageTests(StackFixture fixture)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Usage_OfTwoPartners_ShowsExactlyWhatPassedBetweenThem()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        OutgoingEnvelope[] sent = [.. Enumerable.Range(0, 5).Select(_ => a.Envelope("ana", b, "ben", bytes: 300))];
        await a.Client.SendAsync([.. sent, a.Envelope("ana", b, "nobody")]);
        await a.SendAsync(sent[0]); // a duplicate
        await Eventually.TrueAsync(() => b.Received.Count == 5, "all arrive");

        UsageFigures? sender = null, recipient = null;
        await Eventually.TrueAsync(
            async () =>
            {
                (sender, recipient) = (await SumAsync(a.Name), await SumAsync(b.Name));
                return sender?.SentEnded.GetValueOrDefault("delivered") == 5 && recipient?.Requests == 1;
            },
            "the sums are written");

        Assert.Equal((3, 0, 5, sent.Sum(envelope => envelope.Ciphertexts[0].Content.Length)), (sender!.Requests, sender.Throttled, sender.SentAccepted, sender.SentBytes));
        Assert.Equal([new("not-reachable", 1)], sender.SentRefused);
        Assert.Equal([new("delivered", 5)], sender.SentEnded);
        Assert.Equal((0, 5), (sender.ReceivedAccepted, recipient!.ReceivedAccepted));
        Assert.Equal([new("delivered", 5)], recipient.ReceivedEnded);
        Assert.Equal("none", Assert.Single(recipient.Calls).Key);
        Assert.Equal(recipient.Calls["none"], recipient.Latency.Sum());
        Assert.Equal(0, recipient.SentAccepted);
    }

    [Fact]
    public async Task Usage_OfAll_HoldsEachPartnerApart()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");

        await Eventually.TrueAsync(async () => (await ReadAsync("?step=3600")).Any(point => point.Partner == a.Name && point.Figures.Requests == 1), "its request is counted");
    }

    [Theory]
    [InlineData("?step=61", "step")]
    [InlineData("?from=2020-01-01T00:00:00Z", "step")]
    [InlineData("?partner=No-One", "partner")]
    public async Task Usage_AskedForAgainstARule_IsAProblem(string query, string field)
    {
        var (status, body) = await fixture.Stack.OperatorGetAsync("/v1/usage", query);

        Assert.Equal(400, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(field, problem.RootElement.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Usage_AskedForByAPartner_IsNotTold()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);

        Assert.Equal(401, (await OperatorCalls.GetAsync(fixture.Stack, a.Key, "/v1/usage")).Status);
    }

    [Fact]
    public async Task Version_OfTheProgram_IsToldToAnybody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Stack.Address, "/health/version"));
        var (status, body, _) = await RawCall.SendAsync(request);

        Assert.Equal(200, status);
        using var version = JsonDocument.Parse(body);
        Assert.Matches(@"^\d+\.\d+\.\d+$", version.RootElement.GetProperty("version").GetString()!);
        Assert.InRange(version.RootElement.GetProperty("startedAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    private async Task<UsageFigures?> SumAsync(string partner)
    {
        var sum = new UsageSum();
        var points = await ReadAsync("?partner=" + partner);
        foreach (var point in points)
        {
            Assert.Equal(partner, point.Partner);
            sum.Add(point.Figures);
        }

        return points.Count == 0 ? null : sum.ToFigures();
    }

    private async Task<IReadOnlyList<UsagePoint>> ReadAsync(string query)
    {
        var (status, body) = await fixture.Stack.OperatorGetAsync("/v1/usage", query);
        Assert.Equal(200, status);
        return JsonSerializer.Deserialize<List<UsagePoint>>(body, Json)!;
    }
}
