using System.Diagnostics;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Local.Host;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Two instances of the program over the same stores, as when the platform scales out.</summary>
public sealed class SeveralInstancesTests : StackFixture
{
    [Fact]
    public async Task TwoInstances_DeliveringTheSameLanes_KeepTheirOrder()
    {
        await using var a = await TestPartner.StartAsync(Stack, lanes: 3);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 3);
        await a.OptInAsync("ana");
        string[] users = ["u0", "u1", "u2", "u3", "u4"];
        foreach (var user in users)
            await b.OptInAsync(user);
        await using var second = await StartSecondAsync();
        var sent = Enumerable.Range(0, 200).Select(i => a.Envelope("ana", b, users[i % users.Length])).ToList();
        for (var i = 0; i < sent.Count; i += 10)
        {
            if (i == 100)
                await b.StopAsync();
            await a.Client.SendAsync(sent.GetRange(i, 10));
            if (i == 150)
                await b.StartAgainAsync();
        }

        await Eventually.TrueAsync(() => sent.TrueForAll(e => b.Received.Any(r => r.Id == e.Id)), "everything arrives");

        foreach (var user in users)
        {
            var first = b.Received.Where(e => e.To.User == user).Select(e => e.Id).Distinct();
            Assert.Equal(sent.Where(e => e.To.User == user).Select(e => e.Id), first);
        }
    }

    [Fact]
    public async Task OptOut_AtOneInstance_IsInForceAtTheOtherWithinTheDocumentedBound()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await using var second = await StartSecondAsync();
        using var atSecond = new RelayClient(new RelayClientOptions { Address = second.Address, Authority = Stack.Authority, Key = a.Key, MostAttempts = 1 });
        Assert.Equal(SendStatus.Accepted, (await atSecond.SendAsync([a.Envelope("ana", b, "ben")]))[0].Status);

        await b.Client.PutUserAsync("ben", new UserRecord { OptedIn = false });
        var bound = Stopwatch.StartNew();
        await Eventually.TrueAsync(
            async () => (await atSecond.SendAsync([a.Envelope("ana", b, "ben")]))[0].Status == SendStatus.Refused, "the opt-out is in force");

        Assert.True(bound.Elapsed < TimeSpan.FromSeconds(7), $"It took {bound.Elapsed}; 5 s are documented.");
    }

    private Task<FunctionsHost> StartSecondAsync() => FunctionsHost.StartAsync(
        new FunctionsHostOptions { AppFolder = RepositoryPaths.AppFolder, Environment = Stack.Settings });
}
