using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class DeliveryTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Message_SentAfterAReceiveTimedOut_IsNotCountedTwice()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", MaxDeliveryCount = 2 });
        await using var receiver = broker.Client.CreateReceiver("q");
        await using var sender = broker.Client.CreateSender("q");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(100), Broker.Token));
            await sender.SendMessageAsync(new ServiceBusMessage($"{i}"), Broker.Token);

            var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

            Assert.Equal(($"{i}", 1), (message.Body.ToString(), message.DeliveryCount));
            await receiver.CompleteMessageAsync(message, Broker.Token);
        }
    }

    [Fact]
    public async Task Bodies_BeyondTheCache_ComeFromTheDisk()
    {
        using var folder = new TempFolder();
        await using var bus = await EmbeddedServiceBus.StartAsync(
            new EmbeddedServiceBusOptions { DataFolder = folder.Path, Queues = [new QueueDescription { Name = "q" }], CacheBytes = 1000 }, Broker.Token);
        await using var client = new ServiceBusClient(bus.ConnectionString, Broker.Options());
        await using var sender = client.CreateSender("q");
        var bodies = Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 5000)).ToArray();
        await sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)), Broker.Token);

        await using var receiver = client.CreateReceiver("q", new ServiceBusReceiverOptions { PrefetchCount = 20 });
        var received = new List<string>();
        while (received.Count < bodies.Length)
            received.AddRange((await receiver.ReceiveMessagesAsync(20, Wait, Broker.Token)).Select(message => message.Body.ToString()));

        Assert.Equal(bodies, received);
    }

    [Fact]
    public async Task Processor_WithManyMessages_CompletesEachOnce()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessagesAsync(Enumerable.Range(0, 200).Select(i => new ServiceBusMessage($"{i}")), Broker.Token);
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        var done = new TaskCompletionSource();
        await using var processor = broker.Client.CreateProcessor("q", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8, PrefetchCount = 16 });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args =>
        {
            seen.Add(args.Message.Body.ToString());
            if (seen.Count >= 200)
                done.TrySetResult();
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(Broker.Token);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
        await processor.StopProcessingAsync(Broker.Token);

        Assert.Equal(200, seen.Distinct().Count());
        await using var receiver = broker.Client.CreateReceiver("q");
        Assert.Empty(await receiver.PeekMessagesAsync(10, cancellationToken: Broker.Token));
    }
}
