using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(12, "Deferral")]
public sealed class DeferScenarios(BrokerFixture<DeferScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<DeferScenarios>>
{
    [Theory, Scenario("A deferred message comes only by its sequence number, with its properties changed")]
    public async Task Defer_OneMessage_ComesByNumberOnly(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message, new Dictionary<string, object?> { ["why"] = "later" });
        await receiver.NothingAsync();

        var deferred = Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));

        Assert.Equal(("x", MessageState.Deferred, "later", 2), (deferred.Text, deferred.State, deferred.Properties["why"], deferred.DeliveryCount));
        Assert.NotNull(deferred.LockedUntil);
        await receiver.RenewAsync(deferred);
        await receiver.CompleteAsync(deferred);
        Assert.Empty(await receiver.PeekAsync(10));
    }

    [Theory, Scenario("Many deferred messages come in one call, in the order asked for")]
    public async Task Defer_Many_ComeTogether(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a", "b", "c");
        var receiver = await bus.ReceiverAsync();
        var messages = await receiver.ManyAsync(3);
        foreach (var message in messages)
            await receiver.DeferAsync(message);

        var deferred = await receiver.ReceiveDeferredAsync(messages[2].SequenceNumber, messages[0].SequenceNumber, messages[1].SequenceNumber);

        Assert.Equal(["c", "a", "b"], deferred.Select(message => message.Text));
        foreach (var message in deferred)
            await receiver.CompleteAsync(message);
        Assert.Empty(await receiver.PeekAsync(10));
    }

    [Theory, Scenario("A number that is not deferred is not found, nor are the others asked for with it")]
    public async Task ReceiveDeferred_UnknownNumber_IsNotFound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("deferred", "active");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message);

        await FailsAsync(Failure.MessageNotFound, () => receiver.ReceiveDeferredAsync(9999));
        await FailsAsync(Failure.MessageNotFound, () => receiver.ReceiveDeferredAsync(message.SequenceNumber + 1));
        await FailsAsync(Failure.MessageNotFound, () => receiver.ReceiveDeferredAsync(message.SequenceNumber, 9999));

        Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));
    }

    [Theory, Scenario("Abandoned, a deferred message stays deferred and is counted; a locked one is not found again")]
    public async Task Defer_Abandoned_StaysDeferred(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message);
        var first = Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));
        await FailsAsync(Failure.MessageNotFound, () => receiver.ReceiveDeferredAsync(message.SequenceNumber));

        await receiver.AbandonAsync(first, new Dictionary<string, object?> { ["n"] = 1 });

        await receiver.NothingAsync();
        var second = Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));
        Assert.Equal(first.DeliveryCount + 1, second.DeliveryCount);
        Assert.Equal(1L, Convert.ToInt64(second.Properties["n"]));
    }

    [Theory, Scenario("A deferred message can be deferred again, each time counted, and dead-lettered with reason and properties, not counted")]
    public async Task Defer_ThenDeadLetter_KeepsReasonAndProperties(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message, new Dictionary<string, object?> { ["p"] = "v" });
        await receiver.DeferAsync(Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber)));
        var again = Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));

        Assert.Equal(3, again.DeliveryCount);
        await receiver.DeadLetterAsync(again, new DeadLettering("why", "because"));

        var dead = await (await bus.DeadLettersAsync()).OneAsync();
        Assert.Equal(3, dead.DeliveryCount);
        Assert.Equal(("why", "because", "v"), (dead.DeadLetterReason, dead.DeadLetterDescription, dead.Properties["p"]));
    }

    [Theory, Scenario("Receive and delete removes deferred messages as it gives them")]
    public async Task Defer_ReceivedAndDeleted_IsGone(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message);
        var taker = await bus.ReceiverAsync(receiveAndDelete: true);

        Assert.Equal("x", Assert.Single(await taker.ReceiveDeferredAsync(message.SequenceNumber)).Text);

        Assert.Empty(await receiver.PeekAsync(10));
    }

    [Theory, Queue(LockSeconds = 30), Scenario("The lock of a deferred message ends like another; the message stays deferred")]
    public async Task Defer_LockExpired_StaysDeferred(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("x");
        var receiver = await bus.ReceiverAsync();
        var message = await receiver.OneAsync();
        await receiver.DeferAsync(message);
        var first = Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));
        bus.Clock.Advance(TimeSpan.FromSeconds(31));

        await FailsAsync(Failure.MessageLockLost, () => receiver.CompleteAsync(first));

        await receiver.NothingAsync();
        Assert.Single(await receiver.ReceiveDeferredAsync(message.SequenceNumber));
    }
}
