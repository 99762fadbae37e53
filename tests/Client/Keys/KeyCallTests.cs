using System.Text;
using System.Text.Json.Nodes;
using Relay.Client.Keys;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Keys;

/// <summary>The calls of the key directory as they go over the wire.</summary>
public sealed class KeyCallTests
{
    private const string Keys = "/v1/users/ana/devices/2/keys";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_Upload_SendsWhatIsSetAndReadsTheStock()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"PUT {Keys}", (context, _) => context.JsonAsync(200, new JsonObject { ["device"] = 2, ["registrationId"] = 4711, ["preKeys"] = 99, ["kyberPreKeys"] = 98, ["digest"] = "AQID" }));
        using var client = relay.Client();

        var stock = await client.PutKeysAsync("ana", 2, new DeviceUpload
        {
            RegistrationId = 4711,
            SignedPreKey = new SignedPreKey(7, [5, 1], [2]),
            PreKeys = [new PreKey(8, [5, 3])],
        }, Cancel);

        Assert.Equal((2, 4711, 99, 98), (stock.Device, stock.RegistrationId, stock.PreKeys, stock.KyberPreKeys));
        Assert.Equal([1, 2, 3], stock.Digest);
        AssertBody(relay, """{"registrationId":4711,"signedPreKey":{"keyId":7,"publicKey":"BQE=","signature":"Ag=="},"preKeys":[{"keyId":8,"publicKey":"BQM="}],"kyberPreKeys":[]}""");
    }

    [Fact]
    public async Task Get_DeviceWithoutKeys_IsNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"GET {Keys}", (context, _) => context.ProblemAsync(404, "not-found", "There is nothing here."));
        using var client = relay.Client();

        Assert.Null(await client.GetKeysAsync("ana", 2, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_Digest_TellsWhetherTheyAreTheSame(bool isSame)
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"POST {Keys}/check", (context, _) =>
        {
            context.Response.StatusCode = 204;
            return isSame ? Task.CompletedTask : context.ProblemAsync(409, "keys-drifted", "The request conflicts with what is stored.");
        });
        using var client = relay.Client();

        Assert.Equal(isSame, await client.CheckKeysAsync("ana", 2, [1, 2, 3], Cancel));
        AssertBody(relay, """{"digest":"AQID"}""");
    }

    [Fact]
    public async Task Check_OtherRefusal_Throws()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"POST {Keys}/check", (context, _) => context.ProblemAsync(404, "not-found", "There is nothing here."));
        using var client = relay.Client();

        Assert.Equal("not-found", (await Assert.ThrowsAsync<RelayProblemException>(() => client.CheckKeysAsync("ana", 2, [1], Cancel))).Code);
    }

    [Fact]
    public async Task Remove_Device_IsADelete()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("DELETE /v1/users/ana/devices/2", (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var client = relay.Client();

        await client.RemoveDeviceAsync("ana", 2, Cancel);

        Assert.Single(relay.Requests);
    }

    [Fact]
    public async Task Claim_Several_GivesAResultEach()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/keys/claim", (context, _) => context.TextAsync(200, "application/json", """
            {"results":[
              {"partner":"whatsapp","user":"ben","accounts":[{"partner":"whatsapp","user":"ben","serviceId":"00112233-4455-6677-8899-aabbccddeeff","identityKey":"BQE=",
                "identityKeyChangedAt":"2026-03-01T12:00:00Z",
                "devices":[{"device":1,"registrationId":4711,"signedPreKey":{"keyId":1,"publicKey":"BQE=","signature":"Ag=="},
                  "lastResortKyberPreKey":{"keyId":2,"publicKey":"CAE=","signature":"Aw=="},"kyberPreKey":{"keyId":3,"publicKey":"CAI=","signature":"BA=="}},
                  {"device":2,"registrationId":99}],
                "proof":{"version":3,"opening":"AQ==","links":["Ag=="],"linkOpenings":{},"index":9,"path":["Aw=="],"head":"a.b.c"}}]},
              {"partner":"whatsapp","user":"carl","problem":{"type":"/problems/too-fast","code":"too-fast","status":429,"retryAfterSeconds":3}}]}
            """));
        using var client = relay.Client();

        var results = await client.ClaimKeysAsync("ana", [new KeyTarget("whatsapp", "ben", [1]), new KeyTarget("whatsapp", "carl")], Cancel);

        var account = Assert.Single(results[0].Accounts!);
        Assert.Equal((1, 3, "ben"), (account.Devices[0].Device, account.Devices[0].BestKyberPreKey()!.KeyId, account.ToAccount().User));
        Assert.Equal((2, null), (account.ToAccount().Devices.Count, account.Devices[1].SignedPreKey));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), account.IdentityKeyChangedAt);
        Assert.Equal((3, 9L, null), (account.Proof.Version, account.Proof.Index, account.Proof.Previous));
        Assert.Equal(("too-fast", 3), (results[1].Problem!.Code, results[1].Problem!.RetryAfterSeconds));
        AssertBody(relay, """{"from":"ana","to":[{"partner":"whatsapp","user":"ben","devices":[1]},{"partner":"whatsapp","user":"carl"}]}""");
    }

    [Fact]
    public async Task Claim_AnswerLost_IsMadeAgain()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/keys/claim", (context, _) => context.TextAsync(200, "application/json", """{"results":[]}"""));
        relay.Faults.Enqueue(context => context.ProblemAsync(503, "store-unavailable", "Try again."));
        using var client = relay.Client();

        Assert.Empty(await client.ClaimKeysAsync("ana", [new KeyTarget("whatsapp", "ben")], Cancel));
        Assert.Equal(2, relay.Requests.Count);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task Put_NameOutsideTheContract_Throws(string user)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.PutKeysAsync(user, 1, new DeviceUpload(), Cancel));
    }

    [Fact]
    public void Digest_OfLibsignalsKeys_IsTheOneOfItsDefinition()
    {
        using var file = typeof(KeyCallTests).Assembly.GetManifestResourceStream("keys.json")!;
        foreach (var device in JsonNode.Parse(file)!["devices"]!.AsArray())
        {
            var upload = device!["upload"]!;
            var digest = KeysDigest.Of(Bytes(upload["identityKey"]!), Signed(upload["signedPreKey"]!), Signed(upload["lastResortKyberPreKey"]!));
            Assert.Equal(Bytes(device["digest"]!), digest);
        }
    }

    private static SignedPreKey Signed(JsonNode key) => new(key["keyId"]!.GetValue<int>(), Bytes(key["publicKey"]!), Bytes(key["signature"]!));

    private static byte[] Bytes(JsonNode text) => Convert.FromBase64String(text.GetValue<string>());

    private static void AssertBody(FakeRelay relay, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Encoding.UTF8.GetString(relay.Requests.Last().Body))));
}
