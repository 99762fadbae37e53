using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Calls;

public sealed class CallRelaysTests
{
    private static readonly UserAddress Ana = new("instagram", "ana");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetCallRelays_Configured_AreReadAsWebRtcTakesThem()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/calls/relays", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["iceServers"] = new JsonArray(new JsonObject
            {
                ["urls"] = new JsonArray("turn:turn.example.org"),
                ["username"] = "1772367000:0123456789abcdef01234567",
                ["credential"] = "TG5n+B/9jYyr72EQymZnfeUtwdc=",
            }),
            ["expiresAt"] = "2026-03-01T12:10:00+00:00",
        }));
        using var client = relay.Client();

        var relays = await client.GetCallRelaysAsync(Cancel);

        var server = Assert.Single(relays!.IceServers);
        Assert.Equal(["turn:turn.example.org"], server.Urls);
        Assert.Equal(("1772367000:0123456789abcdef01234567", "TG5n+B/9jYyr72EQymZnfeUtwdc="), (server.Username, server.Credential));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero), relays.ExpiresAt);
    }

    [Fact]
    public async Task GetCallRelays_NotConfigured_AreNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/calls/relays", (context, _) => context.ProblemAsync(404, "calls-not-configured", "This relay names no TURN servers."));
        using var client = relay.Client();
        Assert.Null(await client.GetCallRelaysAsync(Cancel));
    }

    [Fact]
    public async Task GetCallRelays_OfARelayWithoutTheRoute_Throws()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => client.GetCallRelaysAsync(Cancel));
        Assert.Equal("not-found", refused.Code);
    }

    [Theory]
    [InlineData(DeliveryClass.Normal, null, 604_800)]
    [InlineData(DeliveryClass.Ephemeral, null, 604_800)]
    [InlineData(DeliveryClass.Urgent, null, 60)]
    [InlineData(DeliveryClass.Urgent, 20, 20)]
    [InlineData(DeliveryClass.Urgent, 61, 61)] // the relay says what is wrong, with its own bound
    public void TimeToLive_LeftOut_IsThatOfItsClass(DeliveryClass deliveryClass, int? stated, int expected)
    {
        var envelope = new OutgoingEnvelope { MessageId = Guid.NewGuid(), From = Ana, To = Ana, Class = deliveryClass, Ciphertexts = [] };
        Assert.Equal(expected, (stated is { } seconds ? envelope with { TimeToLiveSeconds = seconds } : envelope).TimeToLiveSeconds);
    }
}
