using Azure;
using Relay.Functions.Erasure;
using Relay.Functions.Keys;
using Relay.Functions.People;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>What an upload makes of the directory and of the user's record.</summary>
public sealed class UploadStageTests
{
    [Fact]
    public async Task Publish_NewDevice_AnnouncesItWithItsIdentityKey()
    {
        using var town = await KeyTown.StartAsync();

        var view = await town.PublishAsync(KeySamples.Upload(town.Identity, 100));

        Assert.Equal((1, 4711, 100, 100), (view.Device, view.RegistrationId, view.PreKeys, view.KyberPreKeys));
        Assert.Equal(32, view.Digest!.Length);
        var ben = await town.BenAsync();
        Assert.Equal(new UserDevice(1, 4711), Assert.Single(ben.Devices));
        Assert.Equal(town.Identity.PublicKey, ben.IdentityKey);
        Assert.Equal(8, town.Table.Rows.Count);
    }

    [Fact]
    public async Task Publish_CutOffBeforeTheRecord_LeavesNoDeviceWithoutKeys()
    {
        using var town = await KeyTown.StartAsync();
        var upload = KeySamples.Upload(town.Identity, 3);
        town.Table.Interrupt = method => method == "transaction" ? 1 : 0;

        await Assert.ThrowsAsync<RequestFailedException>(() => town.PublishAsync(upload));
        Assert.Empty((await town.BenAsync()).Devices);

        town.Table.Interrupt = null;
        var view = await town.PublishAsync(upload);
        Assert.Equal((3, 3), (view.PreKeys, view.KyberPreKeys));
        Assert.Single((await town.BenAsync()).Devices);
    }

    [Fact]
    public async Task Publish_TheSameBatchAgain_AddsNothing()
    {
        using var town = await KeyTown.StartAsync();
        var upload = KeySamples.Upload(town.Identity, 20);
        var first = await town.PublishAsync(upload);
        await town.ClaimAsync();

        var second = await town.PublishAsync(upload);

        Assert.Equal((20, 19, 19), (first.PreKeys, second.PreKeys, second.KyberPreKeys));
        Assert.Equal(first.Digest, second.Digest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Publish_IdThatIsNotAboveTheHighest_IsRefused(int firstId)
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, KeySamples.TopUp(town.Identity, 5, firstId), KeyTown.None);
        Assert.Equal((409, "key-id-used", "preKeys[0].keyId", 20), (problem!.Status, problem.Code, problem.Field, problem.Limit));
        (_, problem) = await town.Uploads.PublishAsync(
            KeyTown.Ben, 1, new KeysUpload(KyberPreKeys: KeySamples.KyberPreKeys(town.Identity, 1, firstId)), KeyTown.None);
        Assert.Equal("kyberPreKeys[0].keyId", problem!.Field);
    }

    [Fact]
    public async Task Publish_AnotherRegistrationIdOrIdentity_BeginsAnew()
    {
        using var town = await KeyTown.StartAsync();
        using var renewed = new TestIdentity();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20), device: 2);

        var again = await town.PublishAsync(KeySamples.Upload(town.Identity, 5, registrationId: 4712));
        Assert.Equal((4712, 5, 5), (again.RegistrationId, again.PreKeys, again.KyberPreKeys));
        var other = await town.PublishAsync(KeySamples.Upload(renewed, 7, registrationId: 4712));
        Assert.Equal((7, 7), (other.PreKeys, other.KyberPreKeys));

        // The second device's keys are signed by the identity key of before: nobody is given them.
        var account = await town.ClaimAsync();
        Assert.Equal([(2, false), (1, true)], account.Devices.Select(device => (device.Device, device.HasKeys)).OrderByDescending(one => one.Device));
        Assert.Equal(town.Clock.GetUtcNow(), account.IdentityKeyChangedAt);
        Assert.DoesNotContain(town.Table.Rows, row => row.RowKey.StartsWith("k-001", StringComparison.Ordinal) && DeviceKeyRows.Content(row).Length > 7 * PackedKeys.KyberBytes);
    }

    [Fact]
    public async Task Publish_BatchOfBeforeTheDeviceBeganAnew_IsNotTakenAgain()
    {
        using var town = await KeyTown.StartAsync();
        var first = KeySamples.Upload(town.Identity, 5);
        var late = KeySamples.TopUp(town.Identity, 5, 6);
        await town.PublishAsync(first);
        await town.PublishAsync(late);
        await town.ClaimAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 2, registrationId: 4712));
        await town.PublishAsync(KeySamples.Upload(town.Identity, 3, registrationId: 4713));

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, late, KeyTown.None);

        Assert.Equal((409, "keys-superseded"), (problem!.Status, problem.Code));
        Assert.Equal(3, (await town.Store.FindAsync(town.Partition, 1, KeyTown.None))!.KyberCount);
    }

    [Fact]
    public async Task Publish_MoreThanTheStockHolds_IsRefused()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 100));
        await town.PublishAsync(KeySamples.TopUp(town.Identity, 100, 101));

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, KeySamples.TopUp(town.Identity, 1, 201), KeyTown.None);
        Assert.Equal((409, "stock-full", "preKeys", 200), (problem!.Status, problem.Code, problem.Field, problem.Limit));

        await town.ClaimAsync();
        Assert.Equal((200, 200), await town.PublishAsync(KeySamples.TopUp(town.Identity, 1, 201)) is var view ? (view.PreKeys, view.KyberPreKeys) : default);
    }

    [Fact]
    public async Task Publish_UsedUpPages_AreRemoved()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 64));
        for (var i = 0; i < 64; i++)
            await town.ClaimAsync();

        Assert.Single(town.Table.Rows, row => row.RowKey.StartsWith("k-", StringComparison.Ordinal));
        var last = await town.ClaimAsync();
        Assert.Equal((true, null, null), (last.Devices[0].IsPostQuantum, last.Devices[0].PreKey, last.Devices[0].KyberPreKey));
    }

    [Theory]
    [InlineData("signedPreKey")]
    [InlineData("registrationId")]
    [InlineData("identityKey")]
    public async Task Publish_NewDeviceWithoutWhatItNeeds_IsToldSo(string field)
    {
        using var town = await KeyTown.StartAsync();
        var upload = KeySamples.Upload(town.Identity, 1);
        upload = field switch
        {
            "signedPreKey" => upload with { SignedPreKey = null },
            "registrationId" => upload with { RegistrationId = null },
            _ => upload with { IdentityKey = null },
        };

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, upload, KeyTown.None);

        Assert.Equal((400, field), (problem!.Status, problem.Field));
        Assert.Empty(town.Table.Rows);
    }

    [Fact]
    public async Task Publish_ForgedSignature_StoresNothing()
    {
        using var town = await KeyTown.StartAsync();
        using var another = new TestIdentity();

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, KeySamples.Upload(another, 1) with { IdentityKey = town.Identity.PublicKey }, KeyTown.None);

        Assert.Equal((422, "signedPreKey.signature"), (problem!.Status, problem.Field));
        Assert.Empty(town.Table.Rows);
        Assert.Empty((await town.BenAsync()).Devices);
    }

    [Fact]
    public async Task Publish_21stDeviceOrUnknownUser_IsRefused()
    {
        using var town = await KeyTown.StartAsync();
        await town.EnlistAsync(KeyTown.Ben, record => record with { Devices = [.. Enumerable.Range(1, 20).Select(i => new UserDevice(i, 1))] });

        var (_, full) = await town.Uploads.PublishAsync(KeyTown.Ben, 21, KeySamples.Upload(town.Identity, 1), KeyTown.None);
        var (_, unknown) = await town.Uploads.PublishAsync(KeyTown.Ben with { User = "nobody" }, 1, KeySamples.Upload(town.Identity, 1), KeyTown.None);

        Assert.Equal((409, "too-many-devices", 20), (full!.Status, full.Code, full.Limit));
        Assert.Equal(404, unknown!.Status);
        Assert.Empty(town.Table.Rows);
    }

    [Fact]
    public async Task Publish_UserErasedMeanwhile_LeavesNothing()
    {
        using var town = await KeyTown.StartAsync();
        town.Table.Interrupt = method =>
        {
            if (method == "transaction")
                town.EnlistAsync(KeyTown.Ben, _ => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = town.Clock.GetUtcNow() }).Wait();
            return 0;
        };

        var (_, problem) = await town.Uploads.PublishAsync(KeyTown.Ben, 1, KeySamples.Upload(town.Identity, 20), KeyTown.None);

        Assert.Equal(404, problem!.Status);
        Assert.Empty(town.Table.Rows);
    }

    [Fact]
    public async Task Change_DeviceTakenAway_RemovesItsKeysAndNoOthers()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20), device: 2);

        await town.Updates.ChangeAsync(KeyTown.Ben, record => UserChanges.WithoutDevice(record!, 1, town.Clock.GetUtcNow()), KeyTown.None);

        Assert.Equal(2, Assert.Single((await town.BenAsync()).Devices).Device);
        Assert.All(town.Table.Rows, row => Assert.Contains("-002", row.RowKey, StringComparison.Ordinal));
        Assert.Equal(3, town.Table.Rows.Count);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 3)]
    public async Task Erase_User_RemovesWhatWasPublishedBefore(bool isBack, int left)
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20));
        var at = town.Clock.GetUtcNow();
        town.Clock.Advance(TimeSpan.FromMinutes(1));
        await town.PublishAsync(KeySamples.Upload(town.Identity, 20), device: 2);

        await new KeysPart(town.Store, town.Keys).EraseAsync(new Erasing(KeyTown.Ben, await town.BenAsync(), at, isBack), KeyTown.None);

        Assert.Equal(left, town.Table.Rows.Count);
    }
}
