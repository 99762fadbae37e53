using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(21, "Sessions: messages and state")]
public sealed class SessionMessageScenarios(BrokerFixture<SessionMessageScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<SessionMessageScenarios>>
{
    [Theory, Queue(Sessions = true), Scenario("A session's messages come in the order they were sent, other sessions' not at all")]
    public async Task Session_Messages_KeepTheirOrder(ClientKind client)
    {
        var bus = await OpenAsync(client);
        for (var i = 0; i < 5; i++)
        {
            await bus.SendSessionAsync("a", $"a{i}");
            await bus.SendSessionAsync("b", $"b{i}");
        }
        var a = await bus.AcceptAsync("a");
        var b = await bus.AcceptAsync("b");

        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], (await a.ManyAsync(5)).Select(message => message.Text));
        Assert.Equal(["b0", "b1", "b2", "b3", "b4"], (await b.ManyAsync(5)).Select(message => message.Text));
    }

    [Theory, Queue(Sessions = true), Scenario("An abandoned message of a session comes again before the next one")]
    public async Task Session_AbandonedMessage_ComesFirst(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "1", "2");
        var session = await bus.AcceptAsync("a");
        await session.AbandonAsync(await session.OneAsync());

        var again = await session.OneAsync();

        Assert.Equal(("1", 2), (again.Text, again.DeliveryCount));
        await session.CompleteAsync(again);
        Assert.Equal("2", (await session.OneAsync()).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("Messages of a closed session receiver come again at once, in order and not counted")]
    public async Task Session_ClosedWithMessages_GivesThemBack(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "1", "2", "3");
        var first = await bus.AcceptAsync("a");
        await first.ManyAsync(2);
        await first.CloseAsync();

        var second = await bus.AcceptAsync(null);

        Assert.Equal(
            [("1", 1), ("2", 1), ("3", 1)], (await second.ManyAsync(3)).Select(message => (message.Text, message.DeliveryCount)));
    }

    [Theory, Queue(Sessions = true), Scenario("A session's state is set, read by the next receiver, and cleared")]
    public async Task SessionState_SetAndCleared_IsWhatWasSet(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var first = await bus.AcceptAsync("a");
        Assert.Null(await first.GetStateAsync());
        await first.SetStateAsync([1, 2, 250]);
        await first.CloseAsync();

        var second = await bus.AcceptAsync("a");

        Assert.Equal([1, 2, 250], await second.GetStateAsync());
        await second.SetStateAsync(null);
        Assert.Null(await second.GetStateAsync());
    }

    [Theory, Queue(Sessions = true), Scenario("A session's deferred messages are given to the receiver of the session only")]
    public async Task Session_Deferred_IsReceivedInItsSession(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "x");
        var session = await bus.AcceptAsync("a");
        var other = await bus.AcceptAsync("b");
        var message = await session.OneAsync();
        await session.DeferAsync(message);

        await FailsAsync(Failure.MessageNotFound, () => other.ReceiveDeferredAsync(message.SequenceNumber));
        var deferred = Assert.Single(await session.ReceiveDeferredAsync(message.SequenceNumber));

        await session.CompleteAsync(deferred);
        Assert.Empty(await session.PeekAsync(10));
    }

    [Theory, Queue(Sessions = true), Scenario("Receive and delete takes a session's messages for good")]
    public async Task Session_ReceiveAndDelete_IsGoneAtOnce(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "1", "2");
        var session = await bus.Client.AcceptSessionAsync(bus.Queue, "a", new ReceiverSettings(ReceiveAndDelete: true));

        Assert.Equal(["1", "2"], (await session.ManyAsync(2)).Select(message => message.Text));

        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, Queue(Sessions = true, MaxDeliveryCount = 2), Scenario("A poisonous message of a session is dead-lettered, and the session goes on")]
    public async Task Session_PoisonMessage_IsDeadLettered(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "poison", "next");
        var session = await bus.AcceptAsync("a");
        await session.AbandonAsync(await session.OneAsync());
        await session.AbandonAsync(await session.OneAsync());

        Assert.Equal("next", (await session.OneAsync()).Text);

        var dead = await (await bus.DeadLettersAsync()).OneAsync();
        Assert.Equal(("poison", "a", "MaxDeliveryCountExceeded"), (dead.Text, dead.SessionId, dead.DeadLetterReason));
    }

    [Theory, Queue(Sessions = true), Scenario("A message without a session id is refused by a queue with sessions")]
    public async Task Send_WithoutSession_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);

        await FailsAsync(client, Failure.InvalidOperation, Failure.General, () => bus.SendTextsAsync("x"));
        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, Queue(Sessions = true), Scenario("Sessions with messages or a state are listed, or those whose state was set since a time", Only = [ClientKind.JavaScript], Internal = true)]
    public async Task Sessions_Listed_AreThoseWithMessagesOrState(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "1");
        await bus.SendSessionAsync("b", "1");
        await (await bus.AcceptAsync("c")).SetStateAsync([1]);

        var active = await bus.Client.ListSessionsAsync(bus.Queue, DateTimeOffset.MaxValue);
        var updated = await bus.Client.ListSessionsAsync(bus.Queue, bus.Now.AddMinutes(-1));

        Assert.Equal(["a", "b", "c"], active.Order());
        Assert.Equal(["c"], updated);
        Assert.Empty(await bus.Client.ListSessionsAsync(bus.Queue, bus.Now.AddMinutes(1)));
    }
}
