using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class DataFolderTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

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
    public async Task DataFolder_InUse_IsRefused()
    {
        using var folder = new TempFolder();
        var options = new EmbeddedServiceBusOptions { DataFolder = folder.Path, Queues = [new QueueDescription { Name = "q" }] };
        await using var bus = await EmbeddedServiceBus.StartAsync(options, Broker.Token);

        await Assert.ThrowsAnyAsync<IOException>(() => EmbeddedServiceBus.StartAsync(options, Broker.Token));
    }
}
