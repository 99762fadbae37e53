using System.Text.Json.Nodes;
using Relay.Client.Operators;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Operators;

public sealed class RelayOperatorTests
{
    private const string Key = "000001772366400-a";

    [Fact]
    public async Task ListHeld_WithAFilter_AsksForIt_AndReadsThePage()
    {
        await using var relay = await FakeRelay.StartAsync();
        const string Target = "/v1/held?partner=whatsapp&sender=instagram&reason=rejected&before=2026-03-01T12%3A00%3A00.0000000Z&max=7&cursor=c.d";
        relay.On("GET " + Target, (context, _) => context.JsonAsync(200, new JsonObject { ["held"] = new JsonArray(Held()), ["cursor"] = "next" }));
        using var client = Operator(relay);

        var page = await client.ListHeldAsync(
            new HeldFilter("whatsapp", "instagram", "rejected", new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1))), 7, "c.d", TestContext.Current.CancellationToken);

        Assert.Equal("next", page.Cursor);
        var held = Assert.Single(page.Held);
        Assert.Equal(("whatsapp", Key, 3, 2048L, null), (held.Partner, held.Key, held.Attempts, held.Bytes, held.Queue));
        Assert.Equal(Target, relay.Requests.Single().Target);
    }

    [Fact]
    public async Task FindAndRefuseHeld_KnownOrNot_GiveItOrNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"GET /v1/held/whatsapp/{Key}", (context, _) => context.JsonAsync(200, Held()));
        relay.On($"DELETE /v1/held/whatsapp/{Key}", (context, _) => context.JsonAsync(200, new JsonObject { ["state"] = "refused" }));
        using var client = Operator(relay);

        Assert.Equal(Key, (await client.FindHeldAsync("whatsapp", Key, TestContext.Current.CancellationToken))!.Key);
        Assert.Equal("refused", (await client.RefuseHeldAsync("whatsapp", Key, TestContext.Current.CancellationToken))!.State);
        Assert.Null(await client.FindHeldAsync("whatsapp", "other", TestContext.Current.CancellationToken));
        Assert.Null(await client.RefuseHeldAsync("_unreadable", "other", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("a/b", Key)]
    [InlineData("whatsapp", "..")]
    [InlineData("whatsapp", "")]
    public async Task FindHeld_WithWhatCannotBeAPath_Throws(string partner, string key)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = Operator(relay);

        await Assert.ThrowsAsync<ArgumentException>(() => client.FindHeldAsync(partner, key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ReplayHeld_AnOrder_IsSentWithoutWhatItLeavesOpen_AndItsStepIsRead()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/held/replay", (context, _) => context.JsonAsync(
            200, new JsonObject { ["replayed"] = 5, ["expired"] = 1, ["gone"] = 0, ["remaining"] = 9, ["cursor"] = "c" }));
        using var client = Operator(relay);

        var step = await client.ReplayHeldAsync(new ReplayOrder { Partner = "whatsapp", All = true, PerSecond = 10 }, TestContext.Current.CancellationToken);

        Assert.Equal(new ReplayStep(5, 1, 0, 9, "c"), step);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"partner":"whatsapp","all":true,"perSecond":10}"""), JsonNode.Parse(relay.Requests.Single().Body)));
    }

    [Fact]
    public async Task ReplayHeld_RefusedByTheRelay_GivesTheProblem()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/held/replay", (context, _) => context.JsonAsync(400, new JsonObject { ["code"] = "malformed", ["field"] = "all" }));
        using var client = Operator(relay);

        var refused = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.ReplayHeldAsync(new ReplayOrder { Partner = "whatsapp" }, TestContext.Current.CancellationToken));

        Assert.Equal(("malformed", "all"), (refused.Code, refused.Field));
    }

    // The fake relay knows one key; an operator's signature is made as a partner's is.
    private static RelayOperator Operator(FakeRelay relay) =>
        new(new RelayClientOptions { Address = relay.Address, Authority = FakeRelay.Authority, Key = relay.PartnerKey, Clock = relay.Clock, MostAttempts = 1 });

    private static JsonObject Held() => new()
    {
        ["partner"] = "whatsapp",
        ["key"] = Key,
        ["reason"] = "rejected",
        ["heldAt"] = "2026-03-01T12:00:00+00:00",
        ["bytes"] = 2048,
        ["attempts"] = 3,
        ["sender"] = "instagram",
    };
}
