using Relay.Client.Accounts;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Client.Inbox;
using Relay.Client.Webhooks;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>One message for a group over three partners: accepted once, delivered to each, with an end and a receipt for each.</summary>
[Collection(SharedStack.Name)]
public sealed class GroupMessageTests(StackFixture fixture)
{
    [Fact]
    public async Task Group_OverThreePartners_OneDownAndOneInPullMode_ReachesEverybodyWhole()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var up = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var down = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var pull = await TestPartner.StartAsync(fixture.Stack, lanes: 1, mode: DeliveryMode.Pull);
        await a.OptInAsync("ana");
        var group = new SealedGroup(fixture.Stack, 20_000);
        foreach (var partner in new[] { up, down, pull })
        {
            foreach (var user in new[] { "ben", "bea", "bob" })
            {
                await partner.OptInAsync(user);
                await group.AddAsync(partner, user);
            }
        }

        await down.StopAsync();
        var message = group.From(a, "ana");

        var results = await a.Client.SendGroupAsync(message);

        Assert.All(results, result => Assert.Equal((SendStatus.Accepted, null), (result.Status, result.Problem?.Code)));
        await Eventually.TrueAsync(() => up.Received.Count == 3, "who is there has it at once");
        await Eventually.TrueAsync(() => fixture.Parked(down.Name) == 1, "it is parked for who is away, in one message");
        var batch = Assert.Single(await pull.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(20)));
        pull.Take(batch.Envelopes);
        await pull.Client.AcknowledgeAsync([new InboxAck(batch.Token)]);
        await down.StartAgainAsync();
        await Eventually.TrueAsync(() => down.Received.Count == 3, "who comes back has it");

        foreach (var envelope in up.Taken.Concat(down.Taken).Concat(pull.Taken))
        {
            Assert.Equal((message.EnvelopeId(envelope.To), message.MessageId, message.From), (envelope.Id, envelope.MessageId, envelope.From));
            var ciphertext = Assert.Single(envelope.Ciphertexts);
            Assert.Equal((1, 4711, CiphertextType.Sealed), (ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type));
            Assert.Equal(group.ReceivedBy(envelope.To), ciphertext.Content);
        }

        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == 9, "each has ended");
        Assert.Equal(results.Select(result => (result.Id, FinalState.Delivered)).Order(), (await Finals.ReadAsync(fixture, a.Name)).Select(final => (final.Id, final.State)).Order());
    }

    [Fact]
    public async Task Group_SentAgain_IsADuplicateForAll_AndArrivesOnce()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 2);
        var group = await GroupAsync(a, b, "ben", "bea", "bob");
        var message = group.From(a, "ana");

        var first = await a.Client.SendGroupAsync(message);
        var again = await a.Client.SendGroupAsync(message);

        Assert.All(again, result => Assert.Equal(SendStatus.Duplicate, result.Status));
        Assert.Equal(first.Select(result => result.Id), again.Select(result => result.Id));
        var changed = message with { Message = Changed(message.Message) };
        Assert.All(await a.Client.SendGroupAsync(changed), result => Assert.Equal((SendStatus.Refused, "id-reused"), (result.Status, result.Problem!.Code)));
        var last = a.Envelope("ana", b, "ben");
        await a.SendAsync(last);
        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == last.Id), "what was sent last arrives");
        await Eventually.TrueAsync(() => b.Received.Count == 4, "each has arrived");
    }

    [Fact]
    public async Task Group_WhereSomeCannotHaveIt_IsAcceptedForTheOthersInOneAnswer()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await using var without = await SandboxPeer.StartAsync(fixture.Stack);
        await without.OptInAsync("una");
        var group = await GroupAsync(a, b, "ben");
        await group.AddAsync(b, "nobody");
        foreach (var user in new[] { "bea", "bob", "bud" })
            await b.OptInAsync(user);
        await group.AddAsync(b, "bea", (1, 4711), (2, 99));
        await group.AddAsync(b, "bob", (1, 4712));
        group.Add(b.Name, "bud", Guid.NewGuid());
        group.Add(without.Name, "una", Guid.NewGuid());

        var results = await a.Client.SendGroupAsync(group.From(a, "ana"));

        Assert.Equal(
            [null, "not-reachable", "devices-mismatch", "devices-mismatch", "service-id-mismatch", "capability-missing"],
            results.Select(result => result.Problem?.Code));
        Assert.Equal(group.Users, results.Select(result => new UserAddress(result.Partner, result.User)));
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the one arrives");
        Assert.Equal("ben", b.Received[0].To.User);
    }

    [Fact]
    public async Task Receipt_OfAGroupMessage_CoversWhatWasAcceptedAndProvesEachOfIt()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var group = await GroupAsync(a, b, "ben", "bea");
        await group.AddAsync(b, "nobody");
        var message = group.From(a, "ana");

        var results = await a.Client.SendGroupAsync(message);

        Assert.Equal([true, true, false], results.Select(result => result.Receipt is not null));
        var verifier = new ReceiptVerifier(await a.Client.GetRelayKeysAsync());
        var digests = EnvelopeDigest.Of(message);
        var check = verifier.Check(results[0].Receipt!, digests);
        Assert.True(check.IsGood, check.Fault.ToString());
        Assert.Equal(2, check.Receipt.Count);
        Assert.True(verifier.Prove(results[1].Receipt!, digests, results[1].Id, out var proof).IsGood);
        Assert.True(verifier.Check(proof!, digests[1]).IsGood);
        var other = EnvelopeDigest.Of(message with { Message = Changed(message.Message) });
        Assert.False(verifier.Check(results[0].Receipt!, other).IsGood);
    }

    [Fact]
    public async Task LargeGroup_CostsAsManyBatchesAsLanes()
    {
        const int Users = 60, Lanes = 2;
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: Lanes);
        var batches = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        b.Answer = batch =>
        {
            batches[batch.Batch] = batch.Envelopes.Count;
            return null;
        };
        string[] users = [.. Enumerable.Range(0, Users).Select(i => $"user-{i}")];
        await a.OptInAsync("ana");
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (user, _) => await b.OptInAsync(user));
        var group = new SealedGroup(fixture.Stack, 90_000);
        foreach (var user in users)
            await group.AddAsync(b, user);

        var results = await a.Client.SendGroupAsync(group.From(a, "ana"));

        Assert.All(results, result => Assert.Equal(SendStatus.Accepted, result.Status));
        await Eventually.TrueAsync(() => b.Received.Count == Users, "all arrive");
        Assert.InRange(batches.Count, 1, Lanes);
        Assert.All(b.Received, envelope => Assert.Equal(group.ReceivedBy(envelope.To), envelope.Ciphertexts[0].Content));
    }

    private async Task<SealedGroup> GroupAsync(TestPartner sender, TestPartner partner, params string[] users)
    {
        await sender.OptInAsync("ana");
        var group = new SealedGroup(fixture.Stack);
        foreach (var user in users)
        {
            await partner.OptInAsync(user);
            await group.AddAsync(partner, user);
        }

        return group;
    }

    private static ReadOnlyMemory<byte> Changed(ReadOnlyMemory<byte> message)
    {
        var changed = message.ToArray();
        changed[^1] ^= 1;
        return changed;
    }
}
