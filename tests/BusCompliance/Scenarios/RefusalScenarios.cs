using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(30, "Refusals")]
public sealed class RefusalScenarios(BrokerFixture<RefusalScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<RefusalScenarios>>
{
    [Theory, Scenario("A queue that is not there is not found, to send, receive, peek, schedule or lock a session")]
    public async Task UnknownQueue_Used_IsNotFound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.Client.CreateSenderAsync("nowhere");
        var receiver = await bus.Client.CreateReceiverAsync("nowhere", new ReceiverSettings());

        await FailsAsync(Failure.MessagingEntityNotFound, () => sender.SendAsync(OutgoingMessage.Of("x")));
        await FailsAsync(Failure.MessagingEntityNotFound, () => sender.CreateBatchAsync());
        await FailsAsync(Failure.MessagingEntityNotFound, () => receiver.ReceiveAsync(1, BusStage.Long));
        await FailsAsync(Failure.MessagingEntityNotFound, () => receiver.PeekAsync(1));
        await FailsAsync(Failure.MessagingEntityNotFound, () => sender.ScheduleAsync(bus.Now.AddHours(1), OutgoingMessage.Of("x")));
        await SessionFailsAsync(
            client, Failure.MessagingEntityNotFound, Failure.MessagingEntityNotFound,
            () => bus.Client.AcceptSessionAsync("nowhere", "a", new ReceiverSettings()));
    }

    [Theory, Scenario("Message, session and partition ids have at most 128 characters")]
    public async Task Identifiers_TooLong_AreRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var fits = new string('i', 128);
        await bus.SendAsync(OutgoingMessage.Of("x") with { MessageId = fits, SessionId = fits, PartitionKey = fits });

        await FailsAsync(Failure.InvalidArgument, () => bus.SendAsync(OutgoingMessage.Of("x") with { MessageId = fits + "i" }));
        await FailsAsync(Failure.InvalidArgument, () => bus.SendAsync(OutgoingMessage.Of("x") with { SessionId = fits + "i" }));
        await FailsAsync(Failure.InvalidArgument, () => bus.SendAsync(OutgoingMessage.Of("x") with { PartitionKey = fits + "i" }));
        Assert.Equal(1, bus.Status.ActiveMessages);
    }

    [Theory, Scenario("To receive or peek no messages at all is refused by the client itself")]
    public async Task Receive_OfNoMessages_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var receiver = await bus.ReceiverAsync();

        await FailsAsync(Failure.InvalidArgument, () => receiver.ReceiveAsync(0, BusStage.Short));
        await FailsAsync(Failure.InvalidArgument, () => receiver.PeekAsync(0));
    }

    [Theory, Scenario("Closed senders and receivers do nothing more")]
    public async Task Closed_SenderAndReceiver_AreRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var receiver = await bus.ReceiverAsync();
        await bus.SendTextsAsync("x");
        await receiver.PeekAsync(1);
        await sender.CloseAsync();
        await receiver.CloseAsync();

        await FailsAsync(Failure.Closed, () => sender.SendAsync(OutgoingMessage.Of("x")));
        await FailsAsync(Failure.Closed, () => receiver.ReceiveAsync(1, BusStage.Short));
        await FailsAsync(Failure.Closed, () => receiver.PeekAsync(1));
    }

    [Theory, Scenario("A session id on a message is no more than a property in a queue without sessions")]
    public async Task SessionId_InAPlainQueue_IsAProperty(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("s", "x");

        Assert.Equal("s", (await (await bus.ReceiverAsync()).OneAsync()).SessionId);
    }
}
