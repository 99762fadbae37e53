using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client.Accounts;
using Relay.Client.Tests.Support;
using Relay.Signatures;

namespace Relay.Client.Tests.Accounts;

public sealed class AccountTests
{
    [Fact]
    public async Task PutUser_Record_IsWrittenAndReadBack()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("PUT /v1/users/ana.b~c@x+y-z", (context, request) => context.TextAsync(200, "application/json", System.Text.Encoding.UTF8.GetString(request.Body)));
        using var client = relay.Client();
        var record = new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 12345)] };

        var kept = await client.PutUserAsync("ana.b~c@x+y-z", record, TestContext.Current.CancellationToken);

        Assert.True(kept.OptedIn);
        Assert.Equal(record.Devices, kept.Devices);
        var expected = JsonNode.Parse("""{"optedIn":true,"partners":["*"],"devices":[{"device":1,"registrationId":12345}]}""");
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(relay.Requests.Single().Body)));
    }

    [Fact]
    public async Task GetUser_UnknownOrKnown_IsNullOrTheRecord()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/users/ana", (context, _) => context.JsonAsync(200, new JsonObject { ["user"] = "ana", ["optedIn"] = false }));
        using var client = relay.Client();
        Assert.Null(await client.GetUserAsync("ben", TestContext.Current.CancellationToken));
        Assert.False((await client.GetUserAsync("ana", TestContext.Current.CancellationToken))!.OptedIn);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a%40")]
    [InlineData("é")]
    public async Task User_NameOutsideTheContract_Throws(string user)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetUserAsync(user, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(
            () => client.PutUserAsync(user, new UserRecord { OptedIn = true }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PutPartner_Record_IsWrittenWithItsKeys()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("PUT /v1/partners/whatsapp", (context, request) =>
        {
            var kept = JsonNode.Parse(request.Body)!;
            kept["partner"] = "whatsapp";
            return context.JsonAsync(201, kept);
        });
        using var client = relay.Client();
        using var ec = SigningKey.CreateEcdsaP256("whatsapp-1");
        using var okp = SigningKey.CreateEd25519("whatsapp-2");
        var record = new PartnerRecord
        {
            Status = PartnerStatus.Suspended,
            Endpoint = new Uri("https://whatsapp.example/relay"),
            Keys = [ec.Public.ToJwk(), okp.Public.ToJwk()],
            Capabilities = ["text", "media"],
            Lanes = 8,
        };

        var kept = await client.PutPartnerAsync("whatsapp", record, TestContext.Current.CancellationToken);

        Assert.Equal(record.Keys, kept.Keys);
        Assert.Equal((PartnerStatus.Suspended, 8), (kept.Status, kept.Lanes));
        var sent = JsonNode.Parse(relay.Requests.Single().Body)!;
        Assert.Equal("suspended", (string?)sent["status"]);
        Assert.Equal("https://whatsapp.example/relay", (string?)sent["endpoint"]);
        Assert.Equal(["kty", "crv", "kid", "x", "alg", "use"], sent["keys"]![1]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task GetRelayKeys_Published_AreRead()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var key = SigningKey.CreateEcdsaP256("relay-1");
        relay.On("GET /.well-known/relay", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["authority"] = FakeRelay.Authority,
            ["keys"] = new JsonArray(JsonSerializer.SerializeToNode(key.Public.ToJwk(), JsonWebKeyContext.Default.JsonWebKey)),
        }));
        using var client = relay.Client();

        var published = await client.GetRelayKeysAsync(TestContext.Current.CancellationToken);

        Assert.Equal(FakeRelay.Authority, published.Authority);
        Assert.Equal(key.Public.ToJwk(), Assert.Single(published.Keys));
    }

    [Fact]
    public async Task Client_WrongKey_IsToldTheRule()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var forger = SigningKey.CreateEcdsaP256("instagram-1");
        using var client = new RelayClient(
            new RelayClientOptions { Address = relay.Address, Authority = FakeRelay.Authority, Key = forger, Clock = relay.Clock });

        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => client.GetUserAsync("ana", TestContext.Current.CancellationToken));

        Assert.Equal(("signature-invalid", 401), (problem.Code, problem.Status));
        Assert.Equal(SignatureFailure.SignatureInvalid.Describe(), problem.Problem.Title);
    }

    [Fact]
    public void Client_OptionsUnsuitable_AllAreNamed()
    {
        using var key = SigningKey.CreateEd25519("k-1");
        var options = new RelayClientOptions
        {
            Address = new Uri("https://relay.example/path"),
            Authority = "Relay.example",
            Key = key,
            MostAttempts = 0,
            FirstRetryMilliseconds = 0,
            LongestRetrySeconds = 0,
            AttemptTimeoutSeconds = 0,
        };
        var message = Assert.Throws<ArgumentException>(() => new RelayClient(options)).Message;
        Assert.All(
            [nameof(options.Address), nameof(options.Authority), nameof(options.MostAttempts), nameof(options.FirstRetryMilliseconds), nameof(options.LongestRetrySeconds), nameof(options.AttemptTimeoutSeconds)],
            name => Assert.Contains(name + ":", message, StringComparison.Ordinal));
    }
}
