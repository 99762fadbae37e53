using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class SendAndReceiveTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task PeekLock_CompletedMessage_DoesNotComeAgain()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        var sent = new ServiceBusMessage("hello") { MessageId = "m-1", Subject = "s", ApplicationProperties = { ["n"] = 7 } };
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(sent, Broker.Token);

        await using var receiver = broker.Client.CreateReceiver("q");
        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal("hello", message.Body.ToString());
        Assert.Equal(("m-1", "s", 7, 1), (message.MessageId, message.Subject, message.ApplicationProperties["n"], message.DeliveryCount));
        Assert.Equal(1, message.SequenceNumber);
        await receiver.CompleteMessageAsync(message, Broker.Token);
        Assert.Empty(await receiver.PeekMessagesAsync(10, cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task Batch_OfAHundred_ArrivesInOrder()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");
        using var batch = await sender.CreateMessageBatchAsync(Broker.Token);
        for (var i = 0; i < 100; i++)
            Assert.True(batch.TryAddMessage(new ServiceBusMessage($"{i}")));
        await sender.SendMessagesAsync(batch, Broker.Token);

        await using var receiver = broker.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var bodies = new List<string>();
        while (bodies.Count < 100)
            bodies.AddRange((await receiver.ReceiveMessagesAsync(100, Wait, Broker.Token)).Select(message => message.Body.ToString()));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), bodies);
    }

    [Fact]
    public async Task Abandon_WithProperties_ComesAgainCounted()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("x") { ApplicationProperties = { ["a"] = "old" } }, Broker.Token);
        await using var receiver = broker.Client.CreateReceiver("q");
        var first = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        await receiver.AbandonMessageAsync(first, new Dictionary<string, object> { ["a"] = "new", ["b"] = 1 }, Broker.Token);
        var second = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal(2, second.DeliveryCount);
        Assert.Equal(("new", 1), (second.ApplicationProperties["a"], second.ApplicationProperties["b"]));
        Assert.Equal("x", second.Body.ToString());
    }

    [Fact]
    public async Task Schedule_ByTheSdk_ArrivesAtItsTime()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");
        var due = DateTimeOffset.UtcNow.AddSeconds(1);
        var number = await sender.ScheduleMessageAsync(new ServiceBusMessage("later"), due, Broker.Token);
        var cancelled = await sender.ScheduleMessageAsync(new ServiceBusMessage("never"), due, Broker.Token);
        await sender.CancelScheduledMessageAsync(cancelled, Broker.Token);
        await using var receiver = broker.Client.CreateReceiver("q");
        Assert.Equal(ServiceBusMessageState.Scheduled, (await receiver.PeekMessageAsync(cancellationToken: Broker.Token)).State);

        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal("later", message.Body.ToString());
        Assert.True(message.SequenceNumber > number);
        Assert.True(message.EnqueuedTime >= due.AddMilliseconds(-2), $"{message.EnqueuedTime:O} is before {due:O}");
    }

    [Fact]
    public async Task Session_NextFree_DeliversInOrder()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", RequiresSession = true });
        await using var sender = broker.Client.CreateSender("q");
        for (var i = 0; i < 3; i++)
            await sender.SendMessageAsync(new ServiceBusMessage($"{i}") { SessionId = "s" }, Broker.Token);

        await using var session = await broker.Client.AcceptNextSessionAsync("q", cancellationToken: Broker.Token);
        Assert.Equal("s", session.SessionId);
        await session.SetSessionStateAsync(BinaryData.FromString("state"), Broker.Token);
        Assert.Equal("state", (await session.GetSessionStateAsync(Broker.Token)).ToString());
        for (var i = 0; i < 3; i++)
        {
            var message = await session.ReceiveMessageAsync(Wait, Broker.Token);
            Assert.Equal($"{i}", message.Body.ToString());
            await session.CompleteMessageAsync(message, Broker.Token);
        }
    }
}
