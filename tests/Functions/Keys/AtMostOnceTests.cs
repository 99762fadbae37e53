using System.Collections.Concurrent;
using Azure;
using Relay.Functions.Keys;

namespace Relay.Functions.Tests.Keys;

/// <summary>No one-time key is ever handed out twice, whoever claims, uploads and is cut off meanwhile.</summary>
public sealed class AtMostOnceTests
{
    private const int Claimers = 24;
    private const int ClaimsOfEach = 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Claim_AtTwoInstancesCutOffAtAnyCall_GivesNoKeyTwice(int seed)
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 60));
        var random = new Random(seed);
        // One call in eight, before or after it is carried out; the table asks one call at a time.
        town.Table.Interrupt = _ => random.Next(16) switch { 0 => -1, 1 => 1, _ => 0 };
        var instances = new[] { town.Claim(new DeviceKeyStore(town.Table)), town.Claim(new DeviceKeyStore(town.Table)) };
        var handedOut = new ConcurrentBag<ClaimedDevice>();

        await Task.WhenAll([.. Enumerable.Range(0, Claimers).Select(i => ClaimAsync(instances[i % 2], handedOut)), TopUpAsync(town, 61), ResetAsync(town)]);

        Assert.True(town.Table.CutOff > 4, $"{town.Table.CutOff} calls were cut off");
        Assert.True(handedOut.Count > Claimers, $"{handedOut.Count} claims were answered");
        AssertNoneTwice(handedOut.Select(device => device.PreKey?.PublicKey));
        AssertNoneTwice(handedOut.Select(device => device.KyberPreKey?.PublicKey));
    }

    [Fact]
    public async Task Claim_100AtOnceAtOneInstance_AreFewWritesAndNoneInVain()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 100));
        town.Table.Calls.Clear();
        var handedOut = new ConcurrentBag<ClaimedDevice>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ClaimOnceAsync(town.Claims, handedOut)));

        Assert.Equal(100, handedOut.Select(device => Convert.ToBase64String(device.KyberPreKey!.PublicKey)).Distinct().Count());
        Assert.Equal(100, handedOut.Select(device => device.PreKey!.KeyId).Distinct().Count());
        Assert.DoesNotContain("update 412", town.Table.Calls);
        Assert.InRange(town.Table.Calls.Count(call => call == "update"), 2, 60);
    }

    [Fact]
    public async Task Claim_AtTwoInstances_GivesEveryKeyOnce()
    {
        using var town = await KeyTown.StartAsync();
        await town.PublishAsync(KeySamples.Upload(town.Identity, 100));
        var other = town.Claim(new DeviceKeyStore(town.Table));
        var handedOut = new ConcurrentBag<ClaimedDevice>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ClaimOnceAsync(i % 2 == 0 ? town.Claims : other, handedOut)));

        Assert.Equal(Enumerable.Range(1, 100), handedOut.Select(device => device.PreKey!.KeyId).Order());
        Assert.Equal(Enumerable.Range(1, 100), handedOut.Select(device => device.KyberPreKey!.KeyId).Order());
    }

    private static async Task ClaimAsync(ClaimStage stage, ConcurrentBag<ClaimedDevice> handedOut)
    {
        for (var i = 0; i < ClaimsOfEach; i++)
        {
            try
            {
                await ClaimOnceAsync(stage, handedOut);
            }
            catch (RequestFailedException)
            {
                // Told to the claimer as 503: what was taken for it is given to nobody.
                continue;
            }
        }
    }

    private static async Task ClaimOnceAsync(ClaimStage stage, ConcurrentBag<ClaimedDevice> handedOut)
    {
        var results = await stage.ClaimAsync(KeyTown.Ana, [new ClaimTarget(KeyTown.Ben.Partner, KeyTown.Ben.User)], KeyTown.None);
        handedOut.Add(Assert.Single(Assert.Single(results[0].Accounts!).Devices));
    }

    // As a partner does: the same upload again until it is answered.
    private static async Task TopUpAsync(KeyTown town, int firstId)
    {
        for (var round = 0; round < 6; round++)
            await UntilAnsweredAsync(town, KeySamples.TopUp(town.Identity, 20, firstId + (round * 20)));
    }

    private static async Task ResetAsync(KeyTown town)
    {
        for (var round = 0; round < 3; round++)
            await UntilAnsweredAsync(town, KeySamples.Upload(town.Identity, 40, registrationId: 100 + round));
    }

    private static async Task UntilAnsweredAsync(KeyTown town, KeysUpload upload)
    {
        var uploads = town.Upload(new DeviceKeyStore(town.Table));
        while (true)
        {
            try
            {
                // What it says does not matter here: another upload may have begun the device anew.
                await uploads.PublishAsync(KeyTown.Ben, 1, upload, KeyTown.None);
                return;
            }
            catch (RequestFailedException)
            {
                continue;
            }
        }
    }

    private static void AssertNoneTwice(IEnumerable<byte[]?> keys)
    {
        var given = keys.OfType<byte[]>().Select(Convert.ToBase64String).ToList();
        Assert.NotEmpty(given);
        Assert.Equal(given.Count, given.Distinct().Count());
    }
}
