using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class RestartTests
{
    [Fact]
    public async Task Restart_WithEveryKindOfState_KeepsIt()
    {
        using var folder = new TempFolder();
        var options = new EmbeddedServiceBusOptions
        {
            DataFolder = folder.Path,
            Queues = [new QueueDescription { Name = "s", RequiresSession = true }, new QueueDescription { Name = "d", RequiresDuplicateDetection = true }],
        };
        DateTimeOffset enqueued;
        await using (var bus = await EmbeddedServiceBus.StartAsync(options, Broker.Token))
        await using (var client = new ServiceBusClient(bus.ConnectionString, Broker.Options()))
        {
            await using var sender = client.CreateSender("s");
            await sender.SendMessagesAsync([new ServiceBusMessage("1") { SessionId = "a" }, new ServiceBusMessage("2") { SessionId = "a" }], Broker.Token);
            await client.CreateSender("d").SendMessageAsync(new ServiceBusMessage("x") { MessageId = "m" }, Broker.Token);
            await using var session = await client.AcceptNextSessionAsync("s", cancellationToken: Broker.Token);
            await session.SetSessionStateAsync(BinaryData.FromString("st"), Broker.Token);
            var message = await session.ReceiveMessageAsync(cancellationToken: Broker.Token);
            enqueued = message.EnqueuedTime;
            await session.AbandonMessageAsync(message, cancellationToken: Broker.Token);
        }

        await using var again = await EmbeddedServiceBus.StartAsync(options, Broker.Token);
        await using var second = new ServiceBusClient(again.ConnectionString, Broker.Options());
        await second.CreateSender("d").SendMessageAsync(new ServiceBusMessage("y") { MessageId = "m" }, Broker.Token);
        await using var reopened = await second.AcceptNextSessionAsync("s", cancellationToken: Broker.Token);
        var first = await reopened.ReceiveMessageAsync(cancellationToken: Broker.Token);

        Assert.Equal("st", (await reopened.GetSessionStateAsync(Broker.Token)).ToString());
        Assert.Equal(("1", 2, 1L, enqueued), (first.Body.ToString(), first.DeliveryCount, first.SequenceNumber, first.EnqueuedTime));
        Assert.Single(await second.CreateReceiver("d").PeekMessagesAsync(10, cancellationToken: Broker.Token));
    }
}
