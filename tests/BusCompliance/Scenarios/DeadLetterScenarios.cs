using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(13, "Dead letters")]
public sealed class DeadLetterScenarios(BrokerFixture<DeadLetterScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<DeadLetterScenarios>>
{
    [Theory, Scenario("A dead letter keeps its reason, description, changed properties, sequence number and source")]
    public async Task DeadLetter_WithReason_IsInTheSubQueue(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("first", "bad");
        var receiver = await bus.ReceiverAsync();
        await receiver.CompleteAsync(await receiver.OneAsync());
        var message = await receiver.OneAsync();

        await receiver.DeadLetterAsync(message, new DeadLettering("why", "because", new Dictionary<string, object?> { ["k"] = 5 }));

        var dead = await (await bus.DeadLettersAsync()).OneAsync();
        Assert.Equal(("bad", "why", "because"), (dead.Text, dead.DeadLetterReason, dead.DeadLetterDescription));
        Assert.Equal(5L, Convert.ToInt64(dead.Properties["k"]));
        Assert.Equal((bus.Queue, message.SequenceNumber), (dead.DeadLetterSource, dead.SequenceNumber));
        Assert.Equal(message.MessageId, dead.MessageId);
        Assert.Empty(await receiver.PeekAsync(10, from: 1));
    }

    [Theory, Scenario("A message can be dead-lettered without a reason")]
    public async Task DeadLetter_WithoutReason_HasNone(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("bad");
        var receiver = await bus.ReceiverAsync();

        await receiver.DeadLetterAsync(await receiver.OneAsync(), new DeadLettering());

        var dead = await (await bus.DeadLettersAsync()).OneAsync();
        Assert.Equal(("bad", null, null), (dead.Text, dead.DeadLetterReason, dead.DeadLetterDescription));
    }

    [Theory, Queue(MaxDeliveryCount = 2), Scenario("Dead letters are peeked, received and settled like others; their deliveries are not counted")]
    public async Task DeadLetters_Settled_BehaveLikeMessages(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("bad");
        var receiver = await bus.ReceiverAsync();
        await receiver.DeadLetterAsync(await receiver.OneAsync(), new DeadLettering("r"));
        var dead = await bus.DeadLettersAsync();
        await bus.UntilAsync(status => status.DeadLetterMessages == 1);
        Assert.Equal("r", Assert.Single(await dead.PeekAsync(10)).DeadLetterReason);

        for (var i = 0; i < 4; i++)
            await dead.AbandonAsync(await dead.OneAsync());
        var message = await dead.OneAsync();
        Assert.Equal(1, message.DeliveryCount);
        await dead.RenewAsync(message);
        await dead.DeferAsync(message);
        var deferred = Assert.Single(await dead.ReceiveDeferredAsync(message.SequenceNumber));
        await dead.CompleteAsync(deferred);

        Assert.Equal(0, bus.Status.DeadLetterMessages);
    }

    [Theory, Scenario("A dead letter cannot be dead-lettered; it stays as it was")]
    public async Task DeadLetter_OfADeadLetter_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("bad");
        var receiver = await bus.ReceiverAsync();
        await receiver.DeadLetterAsync(await receiver.OneAsync(), new DeadLettering("first"));
        var dead = await bus.DeadLettersAsync();

        var message = await dead.OneAsync();
        await FailsAsync(client, Failure.InvalidOperation, Failure.General, () => dead.DeadLetterAsync(message, new DeadLettering("second")));

        var again = await dead.OneAsync();
        Assert.Equal(("first", 1), (again.DeadLetterReason, again.DeliveryCount));
    }

    [Theory, Scenario("Nobody can send to the dead-letter sub-queue")]
    public async Task DeadLetterQueue_Sent_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);

        await FailsAsync(client, Failure.InvalidOperation, Failure.General, async () =>
        {
            var sender = await bus.Client.CreateSenderAsync(bus.Queue + "/$DeadLetterQueue");
            await sender.SendAsync(OutgoingMessage.Of("x"));
        });
        Assert.Equal(0, bus.Status.DeadLetterMessages);
    }

    [Theory, Queue(Sessions = true), Scenario("Dead letters of a queue with sessions need no session and keep its id")]
    public async Task DeadLetter_OfASession_NeedsNoSession(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("s", "bad");
        var session = await bus.AcceptAsync("s");
        await session.DeadLetterAsync(await session.OneAsync(), new DeadLettering("r"));

        var dead = await bus.DeadLettersAsync();
        var message = await dead.OneAsync();

        Assert.Equal(("s", "r"), (message.SessionId, message.DeadLetterReason));
        await dead.CompleteAsync(message);
        Assert.Equal(0, bus.Status.DeadLetterMessages);
    }
}
