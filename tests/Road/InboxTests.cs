using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Inbox;
using Relay.Client.Webhooks;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A partner that asks for its envelopes: over the real stack, through the client library.</summary>
public sealed class InboxTests : StackFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Lanes__HandOutSeconds"] = "5",
        ["Relay__DirectoryCacheSeconds"] = "1",
    };

    [Fact]
    public async Task Pull_GivesEverythingInOrder_AndEndsItWhenItIsAcknowledged()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 2, mode: DeliveryMode.Pull);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.OptInAsync("bea");
        var sent = Enumerable.Range(0, 30).Select(i => a.Envelope("ana", b, i % 2 == 0 ? "ben" : "bea")).ToList();
        for (var i = 0; i < sent.Count; i += 5)
            await a.Client.SendAsync(sent.GetRange(i, 5));

        var got = new List<IncomingEnvelope>();
        await Eventually.TrueAsync(
            async () =>
            {
                var batches = await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(1), 7);
                Assert.True(batches.Sum(batch => batch.Envelopes.Count) <= 7);
                got.AddRange(batches.SelectMany(batch => batch.Envelopes));
                if (batches.Count > 0)
                    Assert.All(await b.Client.AcknowledgeAsync([.. batches.Select(batch => batch.Token).Distinct().Select(token => new InboxAck(token))]), result => Assert.Equal("done", result.Status));
                return got.Count >= sent.Count;
            },
            "everything is handed out");

        foreach (var user in new[] { "ben", "bea" })
            Assert.Equal(sent.Where(one => one.To.User == user).Select(one => one.Id), got.Where(one => one.To.User == user).Select(one => one.Id));
        Assert.All(await Finals.ReadAsync(this, a.Name), final => Assert.Equal((FinalState.Delivered, false), (final.State, final.PossiblyDelivered)));
        Assert.Equal(0, Parked(b.Name));
        Assert.Empty(b.Received);
    }

    [Fact]
    public async Task HandOut_NotAcknowledged_IsGivenAgain_AndItsTokenIsDead()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1, mode: DeliveryMode.Pull);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);
        var first = await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(sent.Id, first.Single().Envelopes.Single().Id);
        Assert.Empty(await b.Client.TakeFromInboxAsync(TimeSpan.Zero));

        var second = await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((sent.Id, first[0].Batch), (second.Single().Envelopes.Single().Id, second[0].Batch));
        Assert.NotEqual(first[0].Token, second[0].Token);
        Assert.Equal("not-out", (await b.Client.AcknowledgeAsync([new InboxAck(first[0].Token)])).Single().Status);
        Assert.Equal("done", (await b.Client.AcknowledgeAsync([new InboxAck(second[0].Token)])).Single().Status);
        Assert.Equal("not-out", (await b.Client.AcknowledgeAsync([new InboxAck(second[0].Token)])).Single().Status);
    }

    [Fact]
    public async Task Verdicts_AreTheSameAsThoseOfAPush()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1, mode: DeliveryMode.Pull);
        await a.OptInAsync("ana");
        string[] users = ["ben", "bea", "bob"];
        foreach (var user in users)
            await b.OptInAsync(user);
        var sent = users.Select(user => a.Envelope("ana", b, user)).ToList();
        await a.Client.SendAsync(sent);

        var batch = (await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(20))).Single();
        await b.Client.AcknowledgeAsync([new InboxAck(batch.Token, [
            new DeliveryResult(sent[0].Id, DeliveryStatus.Accepted),
            new DeliveryResult(sent[1].Id, DeliveryStatus.Refused, "full"),
            new DeliveryResult(sent[2].Id, DeliveryStatus.Retry)])]);

        var again = await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(sent[2].Id, again.Single().Envelopes.Single().Id);
        await b.Client.AcknowledgeAsync([new InboxAck(again[0].Token)]);
        var finals = (await Finals.ReadAsync(this, a.Name)).ToDictionary(final => final.Id);
        Assert.Equal(
            [(FinalState.Delivered, null), (FinalState.Refused, "full"), (FinalState.Delivered, null)],
            sent.Select(one => (finals[one.Id].State, finals[one.Id].Reason)));
    }

    [Fact]
    public async Task Expired_WhileNobodyAsks_EndsAndIsNotHandedOut()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1, mode: DeliveryMode.Pull);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var lasting = a.Envelope("ana", b, "ben");
        await a.SendAsync(a.Envelope("ana", b, "ben", seconds: 1));
        await a.SendAsync(lasting);
        await Eventually.TrueAsync(() => Parked(b.Name) == 2, "both are parked");

        await Eventually.TrueAsync(
            async () => (await b.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(1))) is [{ Envelopes: [{ } only] }] && only.Id == lasting.Id,
            "only the lasting one is handed out");

        Assert.Equal(FinalState.Expired, (await Finals.ReadAsync(this, a.Name)).Single().State);
    }

    [Fact]
    public async Task PushToPullAndBack_UnderLoad_LosesAndReordersNothing()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 2);
        await a.OptInAsync("ana");
        string[] users = ["u0", "u1", "u2"];
        foreach (var user in users)
            await b.OptInAsync(user);
        var sent = Enumerable.Range(0, 240).Select(i => a.Envelope("ana", b, users[i % users.Length])).ToList();
        var got = new List<Guid>();
        using var stop = new CancellationTokenSource();
        var pulling = PullAsync(b, got, stop.Token);

        for (var i = 0; i < sent.Count; i += 4)
        {
            if (i is 60 or 180)
                await b.RegisterAsync(PartnerStatus.Live, 2, DeliveryMode.Pull);
            if (i == 120)
                await b.RegisterAsync(PartnerStatus.Live, 2, DeliveryMode.Push);
            Assert.All(await a.Client.SendAsync(sent.GetRange(i, 4)), result => Assert.Equal(SendStatus.Accepted, result.Status));
        }

        await b.RegisterAsync(PartnerStatus.Live, 2, DeliveryMode.Push);
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(this, a.Name)).Count >= sent.Count, "everything ends");
        await stop.CancelAsync();
        await pulling;

        Assert.NotEmpty(got);
        Assert.All(await Finals.ReadAsync(this, a.Name), final => Assert.Equal(FinalState.Delivered, final.State));
        foreach (var user in users)
            Assert.Equal(sent.Where(one => one.To.User == user).Select(one => one.Id), b.Taken.Where(one => one.To.User == user).Select(one => one.Id).Distinct());
    }

    [Fact]
    public async Task Inbox_OfAPartnerThatIsPushedTo_Conflicts()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        Assert.Equal("not-pull", (await Assert.ThrowsAsync<RelayProblemException>(() => a.Client.TakeFromInboxAsync(TimeSpan.Zero))).Problem!.Code);
    }

    private static async Task PullAsync(TestPartner partner, List<Guid> got, CancellationToken stop)
    {
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested && await turns.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                // All of them before any is acknowledged: batches of one lane are acknowledged together.
                var batches = await partner.Client.TakeFromInboxAsync(TimeSpan.FromSeconds(1), 20, CancellationToken.None);
                foreach (var batch in batches)
                {
                    partner.Take(batch.Envelopes);
                    got.AddRange(batch.Envelopes.Select(envelope => envelope.Id));
                }

                if (batches.Count > 0)
                    await partner.Client.AcknowledgeAsync([.. batches.Select(batch => batch.Token).Distinct().Select(token => new InboxAck(token))], CancellationToken.None);
            }
            catch (RelayProblemException problem) when (problem.Problem?.Code == "not-pull")
            {
                // The partner is pushed to at the moment.
            }
        }
    }
}
