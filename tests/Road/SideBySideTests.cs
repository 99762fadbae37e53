using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Profiles;
using Relay.Client.Transparency;
using Relay.Identities;
using Relay.Local.Host;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Everything about a user is one row: what several calls change at the same time, at two instances, is all there afterwards.</summary>
[Collection(SharedStack.Name)]
public sealed class SideBySideTests(StackFixture fixture)
{
    private const int Each = 6;
    private const string Version = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly LocalStack _stack = fixture.Stack;

    [Fact]
    public async Task Changes_OfOneUserAtTwoInstances_AreAllKept()
    {
        await using var a = await TestPartner.StartAsync(_stack);
        await using var b = await TestPartner.StartAsync(_stack);
        await using var second = await FunctionsHost.StartAsync(new FunctionsHostOptions { AppFolder = RepositoryPaths.AppFolder, Environment = _stack.Settings });
        using var elsewhere = new RelayClient(new RelayClientOptions { Address = second.Address, Authority = _stack.Authority, Key = b.Key, MostAttempts = 1 });
        RelayClient[] instances = [b.Client, elsewhere];
        var ben = $"ben-{Guid.NewGuid():N}";
        await b.OptInAsync(ben);
        using var identity = new TestIdentity();
        var keys = DeviceKeySamples.Upload(identity, 3);

        var calls = new List<Func<RelayClient, Task>>
        {
            client => client.PutProfileAsync(ben, new EncryptedProfile(Version, new byte[81])),
            client => client.PutKeysAsync(ben, 2, keys),
            client => client.PutUserAsync(ben, new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711), new UserDevice(2, 4711)], CommonMailbox = true }),
        };
        for (var i = 0; i < Each; i++)
        {
            var (blocked, granted, network) = (new UserAddress(a.Name, $"blocked-{i}"), new UserAddress(a.Name, $"granted-{i}"), $"network-{i}");
            calls.Add(client => client.BlockAsync(ben, blocked));
            calls.Add(client => client.BlockNetworkAsync(ben, network));
            calls.Add(client => client.GrantContactAsync(ben, granted));
        }

        await Task.WhenAll(calls.Select((call, i) => call(instances[i % 2])));

        var record = (await b.Client.GetUserAsync(ben))!;
        Assert.True(record.CommonMailbox);
        Assert.Equal(identity.PublicKey, record.IdentityKey);
        Assert.Equal([1, 2], record.Devices.Select(device => device.Device).Order());
        for (var i = 0; i < Each; i++)
        {
            Assert.NotNull(await b.Client.GetBlockAsync(ben, new UserAddress(a.Name, $"blocked-{i}")));
            Assert.NotNull(await b.Client.GetNetworkBlockAsync(ben, $"network-{i}"));
            Assert.NotNull(await b.Client.GetContactAsync(ben, new UserAddress(a.Name, $"granted-{i}")));
        }

        await a.OptInAsync("ana");
        Assert.Equal(81, (await a.Client.ReadProfileAsync("ana", new UserAddress(b.Name, ben), Version)).Name.Length);
        var heads = new TreeHeadVerifier(await b.Client.GetRelayKeysAsync());
        var page = await b.Client.GetKeyLogAsync(ben);
        Assert.Equal((KeyLogFault.None, 0), new OwnKeyLogVerifier(heads).Check(new UserAddress(b.Name, ben), page, _ => null));
        Assert.Equal(Enumerable.Range(1, page.Entries.Count), page.Entries.Select(entry => entry.Version));
    }
}
