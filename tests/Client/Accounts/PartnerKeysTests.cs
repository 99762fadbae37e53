using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Tests.Support;
using Relay.Signatures;

namespace Relay.Client.Tests.Accounts;

public sealed class PartnerKeysTests : IDisposable
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    private readonly SigningKey _next = SigningKey.CreateEd25519("instagram-2");

    public void Dispose() => _next.Dispose();

    [Fact]
    public async Task AddPartnerKey_Key_IsSentWithItsProof()
    {
        await using var relay = await RelayAsync(usableInSeconds: 0);
        using var client = relay.Client();
        var until = relay.Clock.GetUtcNow().AddDays(90);

        var added = await client.AddPartnerKeyAsync("instagram", _next, expiresAt: until, cancellation: None);

        Assert.Equal(("valid", 0), (added.State, added.UsableInSeconds));
        var sent = JsonNode.Parse(relay.Requests.Single().Body)!;
        Assert.Equal(until, (DateTimeOffset)sent["expiresAt"]!);
        Assert.Equal("instagram-1", client.KeyId);
    }

    [Fact]
    public async Task RotateKey_WhileCallsGoOn_SignsWithTheNextOneWhenItIsTakenEverywhere()
    {
        await using var relay = await RelayAsync(usableInSeconds: 5);
        using var client = relay.Client();
        var before = relay.Clock.GetUtcNow();

        await client.RotateKeyAsync("instagram", _next, cancellation: None);
        await client.GetPartnerKeysAsync(None);

        Assert.Equal("instagram-2", client.KeyId);
        Assert.True(relay.Clock.GetUtcNow() - before >= TimeSpan.FromSeconds(5), "it waits until every instance knows the key");
    }

    [Fact]
    public async Task RotateKey_Refused_GoesOnWithTheOldOne()
    {
        await using var relay = await RelayAsync(usableInSeconds: 0);
        relay.Faults.Enqueue(context => context.ProblemAsync(409, "too-many-keys", "Too many."));
        using var client = relay.Client();

        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => client.RotateKeyAsync("instagram", _next, cancellation: None));

        Assert.Equal(("too-many-keys", "instagram-1"), (refused.Code, client.KeyId));
    }

    [Fact]
    public async Task RemovePartnerKey_ThereOrNot_IsTold()
    {
        await using var relay = await RelayAsync(usableInSeconds: 0);
        relay.On("DELETE /v1/partner/keys/instagram-1", (context, _) => Task.FromResult(context.Response.StatusCode = 204));
        relay.NextKey = _next;
        using var client = relay.Client();

        Assert.True(await client.RemovePartnerKeyAsync("instagram-1", None));
        Assert.False(await client.RemovePartnerKeyAsync("instagram-9", None));
    }

    private async Task<FakeRelay> RelayAsync(int usableInSeconds)
    {
        var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/partner/keys", (context, request) =>
        {
            var sent = JsonNode.Parse(request.Body)!;
            var key = sent["key"].Deserialize(JsonWebKeyContext.Default.JsonWebKey)!;
            var (at, signature) = ((DateTimeOffset)sent["proof"]!["at"]!, (string)sent["proof"]!["signature"]!);
            Assert.True(KeyPossession.Verify(signature, FakeRelay.Authority, "instagram", key, at));
            relay.NextKey = _next;
            return context.JsonAsync(201, View(key, usableInSeconds));
        });
        relay.On("GET /v1/partner/keys", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["keys"] = new JsonArray(View(_next.Public.ToJwk(), null)),
            ["signedBy"] = "instagram-2",
            ["most"] = 8,
        }));
        return relay;
    }

    private static JsonObject View(JsonWebKey key, int? usableInSeconds) => new()
    {
        ["key"] = JsonSerializer.SerializeToNode(key, JsonWebKeyContext.Default.JsonWebKey),
        ["thumbprint"] = KeyThumbprint.Of(key),
        ["state"] = "valid",
        ["usableInSeconds"] = usableInSeconds,
    };
}
