using System.Collections.Concurrent;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Relay.Client;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Functions.Hosting;
using Relay.Functions.People;
using Relay.Functions.Rooms;
using Relay.Functions.Storage;
using Relay.Local.Host;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>An MLS group over three partners: its commits have one order for all, over the real stack.</summary>
public sealed class RoomTests : StackFixture
{
    private const int Epochs = 12;

    private readonly byte[] _group = Guid.NewGuid().ToByteArray();

    [Fact]
    public async Task Group_OverThreePartners_SeesItsMessagesInOneOrder()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        await using var c = await StartAsync("carl");
        var members = new[] { Address(a, "ana"), Address(b, "ben"), Address(c, "carl") };
        var sent = new List<(UserAddress From, string Message)>();
        TestPartner[] partners = [a, b, c];
        for (var sender = 0; sender < partners.Length; sender++)
            await SendAsync(0, sender, MlsMessage.Application);
        await SendAsync(0, 1, MlsMessage.Commit);
        await SendAsync(1, 2, MlsMessage.Application);
        await SendAsync(1, 0, MlsMessage.Commit);
        await SendAsync(2, 1, MlsMessage.Application);

        for (var i = 0; i < partners.Length; i++)
        {
            var (partner, own) = (partners[i], members[i]);
            await Eventually.TrueAsync(() => partner.Received.Count >= Expected(own).Count, "all arrive");
            Assert.Equal(Expected(own), partner.Received.Select(envelope => Convert.ToHexString(Assert.Single(envelope.Ciphertexts).Content)));
        }

        var stale = await Assert.ThrowsAsync<RelayProblemException>(() => a.Client.SendGroupAsync(Message(members, 0, 1, MlsMessage.Commit)));
        Assert.Equal((409, "epoch-stale", 2UL), (stale.Status, stale.Code, stale.Problem.Epoch));

        List<string> Expected(UserAddress own) => [.. sent.Where(one => one.From != own).Select(one => one.Message)];

        async Task SendAsync(ulong epoch, int sender, byte kind)
        {
            var message = Message(members, sender, epoch, kind);
            var results = await partners[sender].Client.SendGroupAsync(message);
            Assert.All(results, result => Assert.Equal((SendStatus.Accepted, null), (result.Status, result.Problem?.Code)));
            sent.Add((members[sender], Convert.ToHexString(message.Message.Span)));
        }
    }

    [Fact]
    public async Task Commits_RacingAtTwoInstances_HaveOneOrderForAll()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        await using var c = await StartAsync("carl");
        await c.OptInAsync("cleo");
        var watchers = new[] { Address(c, "carl"), Address(c, "cleo") };
        var members = new[] { Address(a, "ana"), Address(b, "ben"), watchers[0], watchers[1] };
        await a.Client.SendGroupAsync(Message(members, 0, 0, MlsMessage.Application));
        await using var second = await FunctionsHost.StartAsync(new FunctionsHostOptions { AppFolder = RepositoryPaths.AppFolder, Environment = Stack.Settings });
        using var atSecond = new RelayClient(new RelayClientOptions { Address = second.Address, Authority = Stack.Authority, Key = b.Key });
        var taken = new ConcurrentDictionary<ulong, byte[]>();

        await Task.WhenAll(RaceAsync(a.Client, 0), RaceAsync(atSecond, 1));

        Assert.Equal(Epochs, taken.Count);
        var order = taken.OrderBy(commit => commit.Key).Select(commit => Convert.ToHexString(commit.Value)).ToList();
        foreach (var watcher in watchers)
        {
            await Eventually.TrueAsync(() => Commits(watcher).Count == Epochs, "all commits arrive");
            Assert.Equal(order, Commits(watcher));
        }

        List<string> Commits(UserAddress user) => [.. c.Received.Where(envelope => envelope.To == user).DistinctBy(envelope => envelope.Id)
            .Select(envelope => Convert.ToHexString(envelope.Ciphertexts[0].Content)).Where(order.Contains)];

        async Task RaceAsync(RelayClient client, int sender)
        {
            for (ulong epoch = 0; epoch < Epochs;)
            {
                var commit = Message(members, sender, epoch, MlsMessage.Commit);
                try
                {
                    var results = await client.SendGroupAsync(commit);
                    if (results.All(result => result.Status == SendStatus.Accepted))
                        Assert.True(taken.TryAdd(epoch++, commit.Message.ToArray()), "one commit an epoch");
                    else
                        Assert.All(results, result => Assert.Equal("commit-incomplete", result.Problem!.Code));
                }
                catch (RelayProblemException stale) when (stale.Code == "epoch-stale")
                {
                    epoch = stale.Problem.Epoch!.Value;
                }
            }
        }
    }

    [Fact]
    public async Task Commit_ThatIsNotInAllItsLanes_HoldsTheNextEpochUntilItComesAgain()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        await using var c = await StartAsync("carl");
        var members = new[] { Address(a, "ana"), Address(b, "ben") };
        var commit = Message(members, 0, 0, MlsMessage.Commit);
        Assert.Equal(SendStatus.Accepted, Assert.Single(await a.Client.SendGroupAsync(commit)).Status);
        var room = (await Rooms().FindAsync(Row(), default))!;
        Assert.Equal((1UL, true), (room.Epoch, room.IsComplete));
        Assert.Equal([a.Name, b.Name], room.Partners);
        await Rooms().TryWriteAsync(Row(), room with { IsComplete = false }, default);

        var early = Assert.Single(await b.Client.SendGroupAsync(Message(members, 1, 1, MlsMessage.Application)));
        var next = Assert.Single(await b.Client.SendGroupAsync(Message(members, 1, 1, MlsMessage.Commit)));
        var late = Assert.Single(await b.Client.SendGroupAsync(Message(members, 1, 0, MlsMessage.Application)));

        Assert.Equal((SendStatus.Unavailable, "commit-incomplete"), (early.Status, early.Problem!.Code));
        Assert.Equal((SendStatus.Unavailable, "commit-incomplete"), (next.Status, next.Problem!.Code));
        Assert.Equal(SendStatus.Accepted, late.Status);
        Assert.Equal(SendStatus.Duplicate, Assert.Single(await a.Client.SendGroupAsync(commit)).Status);
        Assert.Equal(SendStatus.Accepted, Assert.Single(await b.Client.SendGroupAsync(Message(members, 1, 1, MlsMessage.Application))).Status);

        // A partner that takes no part cannot commit, and learns nothing.
        var outside = new[] { Address(c, "carl"), Address(a, "ana") };
        var stranger = Assert.Single(await c.Client.SendGroupAsync(Message(outside, 0, 1, MlsMessage.Commit)));
        Assert.Equal((SendStatus.Refused, "not-reachable"), (stranger.Status, stranger.Problem!.Code));

        // Refused for all: the epoch is still to be had.
        var nobody = new[] { Address(a, "ana"), Address(b, "nobody") };
        Assert.Equal("not-reachable", Assert.Single(await a.Client.SendGroupAsync(Message(nobody, 0, 1, MlsMessage.Commit))).Problem!.Code);
        Assert.Equal(1UL, (await Rooms().FindAsync(Row(), default))!.Epoch);

        Assert.Equal(0, await Rooms().SweepAsync(DateTimeOffset.UtcNow.AddDays(-1), default));
        Assert.InRange(await Rooms().SweepAsync(DateTimeOffset.UtcNow.AddMinutes(1), default), 1, int.MaxValue);
        Assert.Null(await Rooms().FindAsync(Row(), default));
    }

    private static UserAddress Address(TestPartner partner, string user) => new(partner.Name, user);

    private OutgoingGroupMessage Message(UserAddress[] members, int sender, ulong epoch, byte kind) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = members[sender],
        Type = CiphertextType.MlsPrivateMessage,
        Recipients = [.. members.Where((_, i) => i != sender)],
        Message = MlsMessage.Private(_group, epoch, kind),
    };

    private async Task<TestPartner> StartAsync(string user)
    {
        var partner = await TestPartner.StartAsync(Stack, lanes: 5);
        await partner.OptInAsync(user);
        await partner.SetProtocolsAsync("mls", "signal");
        return partner;
    }

    private RoomStore Rooms() => new(new TableServiceClient(Stack.Azurite.ConnectionString).GetTableClient(StoreNames.RoomsTable));

    private string Row() => new RoomNames(new AddressKeys(Options.Create(new RelayOptions { AddressKey = Stack.Settings["Relay__AddressKey"] }))).RowOf(_group);
}
