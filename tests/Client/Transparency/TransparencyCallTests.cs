using System.Text.Json.Nodes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Transparency;

/// <summary>The calls of the log as they go over the wire.</summary>
public sealed class TransparencyCallTests
{
    private static readonly string Hash = Convert.ToBase64String(new byte[32]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_NewestOrOfASize_IsTheToken()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/transparency/head", (context, _) => context.JsonAsync(200, new JsonObject { ["head"] = "a.b.c" }));
        relay.On("GET /v1/transparency/head?size=5", (context, _) => context.ProblemAsync(404, "not-found", "There is nothing here for this caller."));
        using var client = relay.Client();

        Assert.Equal("a.b.c", await client.GetTreeHeadAsync(cancellation: Cancel));
        Assert.Equal("not-found", (await Assert.ThrowsAsync<RelayProblemException>(() => client.GetTreeHeadAsync(5, Cancel))).Code);
    }

    [Fact]
    public async Task Consistency_OfTwoSizes_IsThePath()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/transparency/consistency?from=3&to=7", (context, _) => context.JsonAsync(200, new JsonObject { ["from"] = 3, ["to"] = 7, ["path"] = new JsonArray(Hash) }));
        using var client = relay.Client();

        Assert.Equal(new byte[32], Assert.Single(await client.GetConsistencyAsync(3, 7, Cancel)));
    }

    [Fact]
    public async Task KeyLog_OfAnOwnUser_IsReadAsItIsWritten()
    {
        await using var relay = await FakeRelay.StartAsync();
        var service = Guid.NewGuid();
        relay.On("GET /v1/users/ana/keys/log?from=2", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["entries"] = new JsonArray(new JsonObject
            {
                ["version"] = 2,
                ["at"] = "2026-03-01T12:00:00+00:00",
                ["previous"] = Hash,
                ["commitment"] = Hash,
                ["opening"] = Hash,
                ["serviceId"] = service,
                ["devices"] = new JsonArray(new JsonObject { ["device"] = 1, ["registrationId"] = 4711 }),
                ["links"] = new JsonArray(new JsonObject { ["commitment"] = Hash, ["opening"] = Hash }, new JsonObject { ["commitment"] = Hash, ["opening"] = Hash, ["link"] = service }),
                ["index"] = 9,
                ["path"] = new JsonArray(Hash),
            }),
            ["head"] = "a.b.c",
            ["next"] = 3,
        }));
        using var client = relay.Client();

        var page = await client.GetKeyLogAsync("ana", 2, Cancel);

        var entry = Assert.Single(page.Entries);
        Assert.Equal(("a.b.c", 3, 2, 9L, service), (page.Head, page.Next, entry.Version, entry.Index, entry.ServiceId));
        Assert.Null(entry.IdentityKey);
        Assert.Equal([null, service], entry.Links.Select(link => link.Link));
    }
}
