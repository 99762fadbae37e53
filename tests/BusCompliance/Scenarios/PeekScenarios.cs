using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(14, "Peek")]
public sealed class PeekScenarios(BrokerFixture<PeekScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<PeekScenarios>>
{
    [Theory, Scenario("Peeking pages on from where it stopped, and starts at any sequence number")]
    public async Task Peek_InPages_GoesOn(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a", "b", "c", "d", "e");
        var receiver = await bus.ReceiverAsync();

        var first = await receiver.PeekAsync(2);
        var second = await receiver.PeekAsync(2);
        var third = await receiver.PeekAsync(2);

        Assert.Equal(["a", "b"], first.Select(message => message.Text));
        Assert.Equal(["c", "d"], second.Select(message => message.Text));
        Assert.Equal(["e"], third.Select(message => message.Text));
        Assert.Empty(await receiver.PeekAsync(2));
        Assert.Equal(["b", "c"], (await receiver.PeekAsync(2, first[1].SequenceNumber)).Select(message => message.Text));
    }

    [Theory, Scenario("Peeking locks and counts nothing")]
    public async Task Peek_Message_DoesNotCount(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a");
        var receiver = await bus.ReceiverAsync();

        var peeked = Assert.Single(await receiver.PeekAsync(1));

        Assert.Null(peeked.LockedUntil);
        Assert.Equal(1, (await receiver.OneAsync()).DeliveryCount);
    }

    [Theory, Scenario("A peeked message cannot be settled")]
    public async Task Peek_Message_CannotBeSettled(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a");
        var receiver = await bus.ReceiverAsync();
        var peeked = Assert.Single(await receiver.PeekAsync(1));

        await FailsAsync(Failure.InvalidOperation, () => receiver.CompleteAsync(peeked));
        await FailsAsync(Failure.InvalidOperation, () => receiver.DeadLetterAsync(peeked, new DeadLettering("r")));
    }

    [Theory, Scenario("Locked, deferred and scheduled messages are peeked with their state")]
    public async Task Peek_EveryState_IsTold(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("locked", "deferred", "active");
        await (await bus.SenderAsync()).ScheduleAsync(bus.Now.AddHours(1), OutgoingMessage.Of("scheduled"));
        var receiver = await bus.ReceiverAsync();
        await receiver.OneAsync();
        await receiver.DeferAsync(await receiver.OneAsync());

        var peeked = await receiver.PeekAsync(10);

        Assert.Equal(
            [("locked", MessageState.Active), ("deferred", MessageState.Deferred), ("active", MessageState.Active), ("scheduled", MessageState.Scheduled)],
            peeked.Select(message => (message.Text, message.State)));
    }

    [Theory, Queue(Sessions = true), Scenario("A session's receiver peeks its session; a receiver without one peeks all, locked ones too")]
    public async Task Peek_Sessions_OneOrAll(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "a1");
        await bus.SendSessionAsync("b", "b1");
        await bus.SendSessionAsync("a", "a2");
        var session = await bus.AcceptAsync("a");
        await session.OneAsync();

        Assert.Equal(["a1", "a2"], (await session.PeekAsync(10)).Select(message => message.Text));
        var all = await bus.ReceiverAsync();
        // The JavaScript client goes on from what another receiver of the queue peeked, unless it is told where to start.
        Assert.Equal(["a1", "b1", "a2"], (await all.PeekAsync(10, from: 1)).Select(message => message.Text));
    }

    [Theory, Scenario("One page of peeked messages may be large")]
    public async Task Peek_LargeMessages_ComeInPages(ClientKind client)
    {
        var bus = await OpenAsync(client);
        for (var i = 0; i < 6; i++)
            await bus.SendAsync(new OutgoingMessage { Body = new byte[200 * 1024] });
        var receiver = await bus.ReceiverAsync();

        var peeked = new List<IncomingMessage>();
        while (await receiver.PeekAsync(10) is { Count: > 0 } page)
            peeked.AddRange(page);

        Assert.Equal(6, peeked.Select(message => message.SequenceNumber).Distinct().Count());
    }
}
