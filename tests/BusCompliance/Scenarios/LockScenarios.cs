using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(11, "Message locks")]
public sealed class LockScenarios(BrokerFixture<LockScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<LockScenarios>>
{
    [Theory, Queue(LockSeconds = 30), Scenario("A lock lasts as long as the queue says, and a renewal starts it again")]
    public async Task Lock_Renewed_LastsLonger(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var before = bus.Now;
        var message = await receiver.OneAsync();
        Assert.InRange(message.LockedUntil!.Value, before.AddSeconds(29), bus.Now.AddSeconds(31));
        bus.Clock.Advance(TimeSpan.FromSeconds(20));

        var until = await receiver.RenewAsync(message);

        Assert.InRange(until, bus.Now.AddSeconds(20), bus.Now.AddSeconds(31));
        bus.Clock.Advance(TimeSpan.FromSeconds(20));
        await receiver.CompleteAsync(message);
        Assert.Empty(await receiver.PeekAsync(10));
    }

    [Theory, Queue(LockSeconds = 30), Scenario("When a lock ends the message comes again, counted; the old lock settles and renews nothing")]
    public async Task Lock_Expired_ComesAgainAndRefusesTheOldToken(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var first = await receiver.OneAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(31));

        var second = await receiver.OneAsync();

        Assert.Equal((1, 2), (first.DeliveryCount, second.DeliveryCount));
        Assert.Equal(first.SequenceNumber, second.SequenceNumber);
        await FailsAsync(Failure.MessageLockLost, () => receiver.RenewAsync(first));
        await FailsAsync(Failure.MessageLockLost, () => receiver.CompleteAsync(first));
        await receiver.CompleteAsync(second);
        Assert.Empty(await receiver.PeekAsync(10));
    }

    [Theory, Scenario("Each way of settling a message fails once its lock is lost"), Queue(LockSeconds = 30)]
    public async Task Settle_AfterTheLock_IsRefusedInEveryWay(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a", "b", "c", "d");
        var receiver = await bus.ReceiverAsync();
        var messages = await receiver.ManyAsync(4);
        bus.Clock.Advance(TimeSpan.FromSeconds(31));

        await FailsAsync(Failure.MessageLockLost, () => receiver.CompleteAsync(messages[0]));
        await FailsAsync(Failure.MessageLockLost, () => receiver.AbandonAsync(messages[1]));
        await FailsAsync(Failure.MessageLockLost, () => receiver.DeferAsync(messages[2]));
        await FailsAsync(Failure.MessageLockLost, () => receiver.DeadLetterAsync(messages[3], new DeadLettering("r")));
    }

    [Theory, Scenario("A message can be settled once")]
    public async Task Settle_Twice_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.CompleteAsync(message);

        // The JavaScript client remembers by itself that it settled the message.
        await FailsAsync(client, Failure.MessageLockLost, Failure.InvalidOperation, () => receiver.CompleteAsync(message));
        await FailsAsync(client, Failure.MessageLockLost, Failure.InvalidOperation, () => receiver.AbandonAsync(message));
    }

    [Theory, Scenario("A closed receiver settles nothing; another one of the connection receives what it held when the lock has ended")]
    public async Task Settle_OnAClosedReceiver_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.CloseAsync();

        await FailsAsync(Failure.Closed, () => receiver.CompleteAsync(message));

        var other = await bus.ReceiverAsync();
        await other.NothingAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(2, (await other.OneAsync()).DeliveryCount);
    }

    [Theory, Queue(MaxDeliveryCount = 3), Scenario("After so many deliveries a message is a dead letter: MaxDeliveryCountExceeded")]
    public async Task DeliveryCount_Reached_DeadLetters(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("poison");
        var receiver = await bus.ReceiverAsync();
        for (var count = 1; count <= 3; count++)
        {
            var message = await receiver.OneAsync();
            Assert.Equal(count, message.DeliveryCount);
            await receiver.AbandonAsync(message);
        }

        var dead = await (await bus.DeadLettersAsync()).OneAsync();

        Assert.Equal(("poison", "MaxDeliveryCountExceeded"), (dead.Text, dead.DeadLetterReason));
        Assert.NotEmpty(dead.DeadLetterDescription!);
        await receiver.NothingAsync();
    }

    [Theory, Queue(LockSeconds = 30, MaxDeliveryCount = 2), Scenario("Locks that end count as deliveries on the way to the dead letters")]
    public async Task DeliveryCount_ReachedByLostLocks_DeadLetters(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("poison");
        var receiver = await bus.ReceiverAsync();
        await receiver.OneAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(31));
        await receiver.OneAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(31));

        var dead = await (await bus.DeadLettersAsync()).OneAsync();

        Assert.Equal(("poison", "MaxDeliveryCountExceeded"), (dead.Text, dead.DeadLetterReason));
    }
}
