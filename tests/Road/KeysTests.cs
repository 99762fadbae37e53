using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Keys;
using Relay.Client.Transparency;
using Relay.Identities;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Devices publish keys and others claim them, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class KeysTests(StackFixture fixture)
{
    [Fact]
    public async Task Publish_Device_AnnouncesItAndLetsOthersBeginSessions()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        using var identity = new TestIdentity();
        var ben = $"ben-{Guid.NewGuid():N}";
        await a.OptInAsync("ana");
        await b.Client.PutUserAsync(ben, new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners] });
        var upload = DeviceKeySamples.Upload(identity, 21);

        var stock = await b.Client.PutKeysAsync(ben, 3, upload);

        Assert.Equal((3, 4711, 21, 21), (stock.Device, stock.RegistrationId, stock.PreKeys, stock.KyberPreKeys));
        Assert.Equal(KeysDigest.Of(identity.PublicKey, upload.SignedPreKey!, upload.LastResortKyberPreKey!), stock.Digest);
        var record = (await b.Client.GetUserAsync(ben))!;
        Assert.Equal(new UserDevice(3, 4711), Assert.Single(record.Devices));
        Assert.Equal(identity.PublicKey, record.IdentityKey);

        var claimed = new List<DeviceBundle>();
        for (var i = 0; i < 2; i++)
        {
            var account = Assert.Single((await a.Client.ClaimKeysAsync("ana", [new KeyTarget(b.Name, ben)]))[0].Accounts!);
            Assert.Equal(identity.PublicKey, account.IdentityKey);
            Assert.NotEmpty(account.Proof.Head);
            claimed.Add(Assert.Single(account.Devices));
        }

        Assert.Equivalent(upload.SignedPreKey, claimed[0].SignedPreKey);
        Assert.Equivalent(upload.KyberPreKeys.Take(2), claimed.Select(device => device.KyberPreKey));
        Assert.Equivalent(upload.PreKeys.Take(2), claimed.Select(device => device.PreKey));
        Assert.Equal((19, 19), await b.Client.GetKeysAsync(ben, 3) is { } left ? (left.PreKeys, left.KyberPreKeys) : default);
        await Eventually.TrueAsync(() => b.Notices.Any(notice => notice.Type == "keys.low"), "the partner is told of the low stock");
        Assert.Equal(("3", "19"), b.Notices.Single(notice => notice.Type == "keys.low").Facts is { } facts ? (facts["device"], facts["preKeys"]) : default);
        Assert.DoesNotContain(fixture.ProgramOutput, line => line.Contains(ben, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_WhatLibsignalMade_IsTakenAndHandedOutAsItWas()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "tests", "vectors", "keys.json")))!["devices"]!.AsArray();
        foreach (var vector in vectors)
        {
            var ben = $"ben-{Guid.NewGuid():N}";
            await b.Client.PutUserAsync(ben, new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners] });

            var (status, body) = await b.CallAsync(fixture.Stack, HttpMethod.Put, $"/v1/users/{ben}/devices/1/keys", vector!["upload"]);

            Assert.Equal((200, vector["digest"]!.GetValue<string>()), (status, JsonNode.Parse(body)!["digest"]!.GetValue<string>()));
            (status, body) = await a.CallAsync(fixture.Stack, HttpMethod.Post, "/v1/keys/claim", new { from = "ana", to = new[] { new { partner = b.Name, user = ben } } });
            Assert.Equal(200, status);
            var device = JsonNode.Parse(body)!["results"]![0]!["accounts"]![0]!["devices"]![0]!;
            foreach (var (member, of) in new[] { ("signedPreKey", "signedPreKey"), ("lastResortKyberPreKey", "lastResortKyberPreKey") })
                Assert.True(JsonNode.DeepEquals(vector["upload"]![of], device[member]));
            Assert.True(JsonNode.DeepEquals(vector["upload"]!["kyberPreKeys"]![0], device["kyberPreKey"]));
            Assert.True(JsonNode.DeepEquals(vector["upload"]!["preKeys"]![0], device["preKey"]));
        }
    }

    [Fact]
    public async Task Claim_Proof_ShowsTheDevicesAsTheyAreNow()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        var ben = $"ben-{Guid.NewGuid():N}";
        await b.OptInAsync(ben);
        using var identity = new TestIdentity();
        await b.Client.PutKeysAsync(ben, 1, DeviceKeySamples.Upload(identity, 1));
        await b.Client.PutKeysAsync(ben, 2, DeviceKeySamples.Upload(identity, 1));
        var verifier = new KeyProofVerifier(await a.Client.GetRelayKeysAsync());

        var account = Assert.Single((await a.Client.ClaimKeysAsync("ana", [new KeyTarget(b.Name, ben)]))[0].Accounts!);
        var shown = Assert.Single(ClaimedAccount.Of([account.ToAccount()]));

        Assert.Equal([1, 2], account.Devices.Select(device => device.Device));
        Assert.True(verifier.Verify(shown, account.Proof).IsGood);
        Assert.False(verifier.Verify(shown with { Devices = [shown.Devices[0]] }, account.Proof).IsGood);
        Assert.False(verifier.Verify(shown with { IdentityKey = new TestIdentity().PublicKey }, account.Proof).IsGood);
    }

    [Fact]
    public async Task Change_OfIdentityKey_IsSeenByWhoeverSendsOrClaims()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        var ben = $"ben-{Guid.NewGuid():N}";
        await b.OptInAsync(ben);
        using var first = new TestIdentity();
        using var second = new TestIdentity();
        await b.Client.PutKeysAsync(ben, 1, DeviceKeySamples.Upload(first, 1));
        var before = await a.SendAsync(a.Envelope("ana", b, ben));
        await b.Client.PutKeysAsync(ben, 1, DeviceKeySamples.Upload(second, 1));

        Assert.Equal((SendStatus.Accepted, null), (before.Status, before.IdentityKeyChangedAt));
        await Eventually.TrueAsync(async () => await a.SendAsync(a.Envelope("ana", b, ben)) is { IdentityKeyChangedAt: not null }, "whoever sends sees the change");
        var account = Assert.Single((await a.Client.ClaimKeysAsync("ana", [new KeyTarget(b.Name, ben)]))[0].Accounts!);
        Assert.Equal(second.PublicKey, account.IdentityKey);
        Assert.NotNull(account.IdentityKeyChangedAt);
    }

    [Fact]
    public async Task Remove_Device_TakesItsKeysToo()
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        using var identity = new TestIdentity();
        await b.OptInAsync("ben");
        await b.Client.PutKeysAsync("ben", 1, DeviceKeySamples.Upload(identity, 2));
        await b.Client.PutKeysAsync("ben", 2, DeviceKeySamples.Upload(identity, 2));

        await b.Client.RemoveDeviceAsync("ben", 1);
        await b.Client.RemoveDeviceAsync("ben", 1);

        Assert.Null(await b.Client.GetKeysAsync("ben", 1));
        Assert.NotNull(await b.Client.GetKeysAsync("ben", 2));
        Assert.Equal(2, Assert.Single((await b.Client.GetUserAsync("ben"))!.Devices).Device);
        await b.OptInAsync("ben");
        Assert.Null(await b.Client.GetKeysAsync("ben", 2));
    }

    [Fact]
    public async Task Check_Digest_TellsDrift()
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        using var identity = new TestIdentity();
        await b.OptInAsync("ben");
        var upload = DeviceKeySamples.Upload(identity, 1);
        await b.Client.PutKeysAsync("ben", 1, upload);

        Assert.True(await b.Client.CheckKeysAsync("ben", 1, KeysDigest.Of(identity.PublicKey, upload.SignedPreKey!, upload.LastResortKyberPreKey!)));
        Assert.False(await b.Client.CheckKeysAsync("ben", 1, new byte[32]));
        await b.Client.PutKeysAsync("ben", 1, new DeviceUpload { SignedPreKey = DeviceKeySamples.Signed(identity, 9, DeviceKeySamples.EcKey()) });
        Assert.False(await b.Client.CheckKeysAsync("ben", 1, KeysDigest.Of(identity.PublicKey, upload.SignedPreKey!, upload.LastResortKyberPreKey!)));
        Assert.Equal(404, (await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.CheckKeysAsync("ben", 2, new byte[32]))).Status);
    }

    [Fact]
    public async Task Publish_BadKey_IsToldWhich()
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        using var identity = new TestIdentity();
        using var another = new TestIdentity();
        await b.OptInAsync("ben");
        var upload = DeviceKeySamples.Upload(identity, 20);
        var forged = upload with { KyberPreKeys = [.. upload.KyberPreKeys.Take(17), DeviceKeySamples.Signed(another, 18, DeviceKeySamples.KemKey())] };

        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.PutKeysAsync("ben", 1, forged));

        Assert.Equal((422, "key-invalid", "kyberPreKeys[17].signature"), (problem.Status, problem.Code, problem.Problem.Field));
        Assert.Null(await b.Client.GetKeysAsync("ben", 1));
        await b.Client.PutKeysAsync("ben", 1, upload);
        problem = await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.PutKeysAsync("ben", 1, DeviceKeySamples.Upload(identity, 1)));
        Assert.Equal((409, "key-id-used"), (problem.Status, problem.Code));
        problem = await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.PutKeysAsync("nobody", 1, upload));
        Assert.Equal(404, problem.Status);
    }

    [Fact]
    public async Task Claim_ClosedOrUnknown_GetsOneResult()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        using var identity = new TestIdentity();
        await a.OptInAsync("ana");
        await b.OptInAsync("elsewhere", "another-network");
        await b.Client.PutKeysAsync("elsewhere", 1, DeviceKeySamples.Upload(identity, 1));
        await b.Client.PutUserAsync("out", new UserRecord { OptedIn = false });

        var (status, body) = await a.CallAsync(fixture.Stack, HttpMethod.Post, "/v1/keys/claim", new
        {
            from = "ana",
            to = new[] { (b.Name, "elsewhere"), (b.Name, "out"), (b.Name, "unknown"), ("no-such-partner", "ben") }.Select(to => new { partner = to.Item1, user = to.Item2 }),
        });

        Assert.Equal(200, status);
        var problems = JsonNode.Parse(body)!["results"]!.AsArray().Select(result => result!["problem"]!.ToJsonString()).Distinct();
        Assert.Contains("not-reachable", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/v1/users/ana/devices/0/keys", "{}", "device")]
    [InlineData("PUT", "/v1/users/ana/devices/128/keys", "{}", "device")]
    [InlineData("PUT", "/v1/users/ana/devices/x/keys", "{}", "device")]
    [InlineData("PUT", "/v1/users/ana/devices/1/keys", """{"more":1}""", "more")]
    [InlineData("PUT", "/v1/users/ana/devices/1/keys", """{"registrationId":0}""", "registrationId")]
    [InlineData("PUT", "/v1/users/ana/devices/1/keys", """{"preKeys":[{"keyId":1}]}""", "preKeys[0]")]
    [InlineData("PUT", "/v1/users/ana/devices/9/keys", "{}", "identityKey")]
    [InlineData("POST", "/v1/users/ana/devices/1/keys/check", """{"digest":"AQID"}""", "digest")]
    [InlineData("DELETE", "/v1/users/ana/devices/1.0", "", "device")]
    [InlineData("POST", "/v1/keys/claim", """{"from":"ana","to":[]}""", "to")]
    [InlineData("POST", "/v1/keys/claim", """{"from":"ana","to":[{"partner":"B","user":"ben"}]}""", "to[0].partner")]
    [InlineData("POST", "/v1/keys/claim", """{"from":"ana","to":[{"partner":"bb","user":"ben","devices":[0]}]}""", "to[0].devices")]
    public async Task Call_ThatBreaksARule_IsToldTheMember(string method, string path, string body, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");

        using var request = RawCall.Signed(fixture.Stack, a.Key, new HttpMethod(method), path, System.Text.Encoding.UTF8.GetBytes(body));
        var (status, answer, _) = await RawCall.SendAsync(request);

        using var problem = JsonDocument.Parse(answer);
        Assert.Equal((400, field), (status, problem.RootElement.GetProperty("field").GetString()));
    }
}
