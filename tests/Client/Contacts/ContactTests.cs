using System.Text.Json.Nodes;
using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Contacts;

public sealed class ContactTests
{
    private static readonly UserAddress Ben = new("whatsapp", "+4915112345678");
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BlocksAndGrants_AreWrittenReadAndEndedAtTheirPaths()
    {
        await using var relay = await FakeRelay.StartAsync();
        foreach (var path in new[] { "blocks/whatsapp/+4915112345678", "blocks/whatsapp", "contacts/whatsapp/+4915112345678" })
        {
            relay.On("PUT /v1/users/ana/" + path, (context, _) => context.JsonAsync(200, new JsonObject { ["since"] = "2026-03-01T12:00:00Z" }));
            relay.On("GET /v1/users/ana/" + path, (context, _) => context.JsonAsync(200, new JsonObject { ["since"] = "2026-03-01T12:00:00+00:00" }));
            relay.On("DELETE /v1/users/ana/" + path, (context, _) => context.TextAsync(204, "text/plain", ""));
        }

        using var client = relay.Client();

        Assert.Equal(Since, await client.BlockAsync("ana", Ben, Cancel));
        Assert.Equal(Since, await client.GetBlockAsync("ana", Ben, Cancel));
        await client.UnblockAsync("ana", Ben, Cancel);
        Assert.Equal(Since, await client.BlockNetworkAsync("ana", "whatsapp", Cancel));
        Assert.Equal(Since, await client.GetNetworkBlockAsync("ana", "whatsapp", Cancel));
        await client.UnblockNetworkAsync("ana", "whatsapp", Cancel);
        Assert.Equal(Since, await client.GrantContactAsync("ana", Ben, Cancel));
        Assert.Equal(Since, await client.GetContactAsync("ana", Ben, Cancel));
        await client.RevokeContactAsync("ana", Ben, Cancel);

        Assert.Equal(9, relay.Requests.Count);
        Assert.All(relay.Requests, request => Assert.Empty(request.Body));
    }

    [Fact]
    public async Task BlockOrContact_ThatIsNotThere_IsNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        Assert.Null(await client.GetBlockAsync("ana", Ben, Cancel));
        Assert.Null(await client.GetNetworkBlockAsync("ana", "whatsapp", Cancel));
        Assert.Null(await client.GetContactAsync("ana", Ben, Cancel));
    }

    [Fact]
    public async Task Request_IsAskedAndTakenBack()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/users/ana/requests", (context, _) => context.TextAsync(202, "text/plain", ""));
        relay.On("DELETE /v1/users/ana/requests/whatsapp/+4915112345678", (context, _) => context.TextAsync(204, "text/plain", ""));
        using var client = relay.Client();

        await client.RequestContactAsync("ana", Ben, Cancel);
        await client.CancelContactRequestAsync("ana", Ben, Cancel);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"partner":"whatsapp","user":"+4915112345678"}"""), JsonNode.Parse(relay.Requests.First().Body)));
    }

    [Theory]
    [InlineData(IdentifierKind.Number, "number")]
    [InlineData(IdentifierKind.Handle, "handle")]
    public async Task Identifier_IsSetFoundAndRemoved(IdentifierKind kind, string word)
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("PUT /v1/users/ana/identifiers/" + word, (context, request) => context.JsonAsync(200, new JsonObject { ["kind"] = word, ["partners"] = new JsonArray("*") }));
        relay.On("DELETE /v1/users/ana/identifiers/" + word, (context, _) => context.TextAsync(204, "text/plain", ""));
        relay.On("POST /v1/find", (context, _) => context.TextAsync(
            200, "application/json", """{"found":[{"partner":"whatsapp","user":"ben","claimedBy":"whatsapp","since":"2026-03-01T12:00:00+00:00"}]}"""));
        using var client = relay.Client();

        await client.PutIdentifierAsync("ana", kind, "+4915112345678", [UserRecord.AllPartners], Cancel);
        var found = Assert.Single(await client.FindUsersAsync("ana", kind, "+49 151 1234 5678", Cancel));
        await client.RemoveIdentifierAsync("ana", kind, Cancel);

        Assert.Equal(new FoundUser("whatsapp", "ben", "whatsapp", Since), found);
        Assert.Equal(new UserAddress("whatsapp", "ben"), found.Address);
        var bodies = relay.Requests.Where(request => request.Body.Length > 0).Select(request => JsonNode.Parse(request.Body)).ToList();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"value":"+4915112345678","partners":["*"]}"""), bodies[0]));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["from"] = "ana", ["kind"] = word, ["value"] = "+49 151 1234 5678" }, bodies[1]));
    }

    [Fact]
    public async Task Find_OfNobody_IsEmpty()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/find", (context, _) => context.JsonAsync(200, new JsonObject { ["found"] = new JsonArray() }));
        using var client = relay.Client();
        Assert.Empty(await client.FindUsersAsync("ana", IdentifierKind.Handle, "someone", Cancel));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public async Task Names_OutsideTheContract_Throw(string name)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.BlockAsync(name, Ben, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => client.BlockAsync("ana", Ben with { User = name }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => client.BlockNetworkAsync("ana", name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => client.RequestContactAsync(name, Ben, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => client.FindUsersAsync(name, IdentifierKind.Handle, "ben", Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.RemoveIdentifierAsync("ana", (IdentifierKind)7, Cancel));
        Assert.Empty(relay.Requests);
    }
}
