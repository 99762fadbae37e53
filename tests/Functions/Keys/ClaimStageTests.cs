using Relay.Functions.Keys;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>What a claim hands out, and to whom.</summary>
public sealed class ClaimStageTests
{
    [Fact]
    public async Task Claim_Device_GivesWhatItPublished()
    {
        using var town = await KeyTown.StartAsync();
        var upload = KeySamples.Upload(town.Identity, 2);
        await town.PublishAsync(upload);

        var account = await town.ClaimAsync();

        var device = Assert.Single(account.Devices);
        Assert.Equal((1, 4711), (device.Device, device.RegistrationId));
        Assert.Equivalent(upload.SignedPreKey, device.SignedPreKey);
        Assert.Equivalent(upload.LastResortKyberPreKey, device.LastResortKyberPreKey);
        Assert.Equivalent(upload.PreKeys![0], device.PreKey);
        Assert.Equivalent(upload.KyberPreKeys![0], device.KyberPreKey);
        Assert.Equal((await town.BenAsync()).ServiceId, account.ServiceId);
        Assert.Equal(town.Identity.PublicKey, account.IdentityKey);
        Assert.Null(account.IdentityKeyChangedAt);
        Assert.Equal(KeyTown.Ben, Assert.Single(town.Proven).User);
        Assert.Equivalent(upload.KyberPreKeys[1], (await town.ClaimAsync()).Devices[0].KyberPreKey);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("no-partner")]
    [InlineData("closed")]
    [InlineData("out")]
    [InlineData("on-request")]
    [InlineData("blocking")]
    public async Task Claim_WhomTheUserMayNotWriteTo_GetsOneProblemAfterTheSameCalls(string who)
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2));
        var to = who switch { "no-partner" => new ClaimTarget("nowhere", "ben"), "unknown" => new ClaimTarget("whatsapp", "nobody"), _ => new ClaimTarget("whatsapp", "ben") };
        await town.EnlistAsync(KeyTown.Ben, record => who switch
        {
            "closed" => record with { Partners = ["messenger"] },
            "out" => record with { OptedIn = false },
            "on-request" => record with { Contact = ContactPolicy.OnRequest },
            "blocking" => record with { Relations = record.Relations.With(RelationKind.BlockedUser, town.Keys.Relation(KeyTown.Ben, KeyTown.Ana), town.Clock.GetUtcNow()) },
            _ => record,
        });
        town.Table.Calls.Clear();
        town.People.Calls.Clear();

        var result = Assert.Single(await town.Claims.ClaimAsync(KeyTown.Ana, [to], KeyTown.None));

        Assert.Equal((403, "not-reachable"), (result.Problem!.Status, result.Problem.Code));
        Assert.Null(result.Accounts);
        Assert.Empty(town.Table.Calls);
        Assert.Empty(town.Proven);
        Assert.Equal(["get", "get"], town.People.Calls);
    }

    [Fact]
    public async Task Claim_NamedDevices_GivesKeysOfThoseAlone_AndNamesAll()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2));
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2), device: 2);

        var account = await town.ClaimAsync([2]);

        Assert.Equal([(1, false), (2, true)], account.Devices.Select(device => (device.Device, device.HasKeys)));
        Assert.Equal(2, (await town.Store.FindAsync(town.Partition, 1, KeyTown.None))!.PreKeyCount);
    }

    [Fact]
    public async Task Claim_DeviceThatHasPublishedNothing_StandsByItsNumbers()
    {
        using var town = await KeyTown.StartAsync();
        await town.EnlistAsync(KeyTown.Ben, record => record with { Devices = [new UserDevice(7, 99)] });

        var device = Assert.Single((await town.ClaimAsync()).Devices);

        Assert.Equal((7, 99, false), (device.Device, device.RegistrationId, device.HasKeys));
    }

    [Fact]
    public async Task Claim_RowOfAnotherRegistrationIdThanTheRecords_IsNotServed()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2));
        await town.EnlistAsync(KeyTown.Ben, record => record with { Devices = [new UserDevice(1, 4712)] });

        Assert.False(Assert.Single((await town.ClaimAsync()).Devices).HasKeys);
        await town.EnlistAsync(KeyTown.Ben, record => record with { Devices = [new UserDevice(1, 4711)], IdentityKey = KeySamples.EcKey() });
        Assert.False(Assert.Single((await town.ClaimAsync()).Devices).HasKeys);
    }

    [Fact]
    public async Task Claim_BeyondAPartnersDay_GivesTheLastResortKeyAlone_UntilTheNext()
    {
        using var town = await KeyTown.StartAsync(new LimitsOptions { DeviceKeysDaily = 2 });
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));

        var given = new List<ClaimedDevice>();
        for (var i = 0; i < 4; i++)
            given.Add((await town.ClaimAsync()).Devices[0]);

        Assert.Equal([true, true, false, false], given.Select(device => device.KyberPreKey is not null && device.PreKey is not null));
        Assert.All(given, device => Assert.NotNull(device.LastResortKyberPreKey));
        Assert.Equal(18, (await town.Store.FindAsync(town.Partition, 1, KeyTown.None))!.KyberCount);
        town.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await town.ClaimAsync()).Devices[0].KyberPreKey);
    }

    [Fact]
    public async Task Claim_TooOftenByOneUser_IsToldWhenToTryAgain_ForThatPersonAlone()
    {
        using var town = await KeyTown.StartAsync(new LimitsOptions { UsersClaimsBurst = 2 });
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));
        await town.ClaimAsync();
        await town.ClaimAsync();

        var results = await town.Claims.ClaimAsync(KeyTown.Ana, [new ClaimTarget("whatsapp", "ben"), new ClaimTarget("whatsapp", "nobody")], KeyTown.None);

        Assert.Equal((429, "too-fast", 1), (results[0].Problem!.Status, results[0].Problem!.Code, results[0].Problem!.RetryAfterSeconds));
        Assert.Equal("not-reachable", results[1].Problem!.Code);
    }

    [Fact]
    public async Task Claim_StockFallingBelowTheBound_IsToldOnceForEachFall()
    {
        using var town = await KeyTown.StartAsync(options: new KeyOptions { LowStock = 3 });
        await town.PublishAsync(KeySamples.Upload(town.Identity, 4));

        for (var i = 0; i < 6; i++)
            await town.ClaimAsync();
        var told = Assert.Single(town.Told.Of(PartnerEventTypes.KeysLow));
        Assert.Equal("whatsapp", told.Partner);
        Assert.Equal(new Dictionary<string, string> { ["user"] = "ben", ["device"] = "1", ["preKeys"] = "2", ["kyberPreKeys"] = "2" }, told.Facts);

        await town.PublishAsync(KeySamples.TopUp(town.Identity, 3, 5));
        await town.ClaimAsync();
        Assert.Equal(2, town.Told.Of(PartnerEventTypes.KeysLow).Count);
    }

    [Fact]
    public async Task Claim_FloorOfPostQuantumKeys_HoldsBackABundleWithoutOne()
    {
        using var town = await KeyTown.StartAsync();
        town.Floor = (a, b) => (a, b) == (KeyTown.Ana.Partner, KeyTown.Ben.Partner);
        await town.PublishAsync(KeySamples.Upload(town.Identity, 0) with { LastResortKyberPreKey = null, PreKeys = KeySamples.PreKeys(3, 1) });

        var account = await town.ClaimAsync();

        Assert.Equal("below-floor", account.Problem!.Code);
        Assert.Equal([(KeyTown.Ana.Partner, KeyTown.Ben.Partner)], town.FloorRefusals);
        Assert.False(Assert.Single(account.Devices).HasKeys);
        Assert.Equal(3, (await town.Store.FindAsync(town.Partition, 1, KeyTown.None))!.PreKeyCount);
        await town.PublishAsync(new KeysUpload(KyberPreKeys: KeySamples.KyberPreKeys(town.Identity, 1, 1)));
        Assert.NotNull((await town.ClaimAsync()).Devices[0].KyberPreKey);
    }

    [Fact]
    public async Task Claim_CommonMailbox_GivesAllItsAccounts_AndOpeningsOfTheShownLinksAlone()
    {
        using var town = await KeyTown.StartAsync();
        var other = new Address("messenger", "ben-2");
        await town.AddPartnerAsync(other.Partner);
        await town.EnlistAsync(other);
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2));
        using var identity = new TestIdentity();
        Assert.Null((await town.Uploads.PublishAsync(other, 1, KeySamples.Upload(identity, 2), KeyTown.None)).Problem);
        var (shown, hidden) = (Guid.NewGuid(), Guid.NewGuid());
        await town.EnlistAsync(KeyTown.Ben, record => record with { CommonMailbox = true, Links = [Link(shown, other), Link(hidden, new Address("messenger", "nobody"))] });
        await town.EnlistAsync(other, record => record with { CommonMailbox = true, Links = [Link(shown, KeyTown.Ben)] });

        var accounts = (await town.Claims.ClaimAsync(KeyTown.Ana, [new ClaimTarget("whatsapp", "ben")], KeyTown.None))[0].Accounts!;

        Assert.Equal([("ben", null), ("ben-2", shown)], accounts.Select(account => (account.User, account.Link?.Id)));
        Assert.All(accounts, account => Assert.True(Assert.Single(account.Devices).HasKeys));
        Assert.All(accounts, account => Assert.Equal(shown, Assert.Single(account.Proof.LinkOpenings).Key));
        var named = (await town.Claims.ClaimAsync(KeyTown.Ana, [new ClaimTarget("whatsapp", "ben", [1])], KeyTown.None))[0].Accounts!;
        Assert.Equal([true, false], named.Select(account => account.Devices[0].HasKeys));
    }

    [Theory]
    [InlineData("an a", "whatsapp", "ben", null, "from")]
    [InlineData("ana", "W", "ben", null, "to[0].partner")]
    [InlineData("ana", "whatsapp", "b n", null, "to[0].user")]
    [InlineData("ana", "whatsapp", "ben", new int[0], "to[0].devices")]
    [InlineData("ana", "whatsapp", "ben", new[] { 1, 1 }, "to[0].devices")]
    [InlineData("ana", "whatsapp", "ben", new[] { 128 }, "to[0].devices")]
    public void Check_OutsideTheForm_IsRefusedByName(string from, string partner, string user, int[]? devices, string field) =>
        Assert.Equal(field, ClaimEndpoint.Check(new ClaimRequest(from, [new ClaimTarget(partner, user, devices)]))!.Field);

    [Theory]
    [InlineData(0, "to")]
    [InlineData(21, "to")]
    [InlineData(2, "to[1]")]
    public void Check_NoneTooManyOrOneTwice_IsRefused(int count, string field) =>
        Assert.Equal(field, ClaimEndpoint.Check(new ClaimRequest("ana", [.. Enumerable.Repeat(new ClaimTarget("whatsapp", "ben"), count)]))!.Field);

    private static UserLink Link(Guid id, Address other) => new(id, other, new byte[33], new byte[64], new byte[64], DateTimeOffset.UnixEpoch);
}
