using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;

namespace Relay.Local.Host.Tests.Support;

/// <summary>An embedded Service Bus of its own, with a client.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedServiceBus _bus;

    private TestBroker(string folder, EmbeddedServiceBus bus)
    {
        (_folder, _bus) = (folder, bus);
        Client = new ServiceBusClient(bus.ConnectionString);
    }

    public ServiceBusClient Client { get; }

    public string ConnectionString => _bus.ConnectionString;

    public static async Task<TestBroker> StartAsync(params QueueDescription[] queues)
    {
        var folder = Directory.CreateTempSubdirectory("relay-host-bus-").FullName;
        return new TestBroker(folder, await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = folder, Queues = queues }));
    }

    public async Task SendAsync(string queue, params ServiceBusMessage[] messages)
    {
        await using var sender = Client.CreateSender(queue);
        await sender.SendMessagesAsync(messages, TestContext.Current.CancellationToken);
    }

    /// <summary>Whether nothing is left in a queue, be it locked or not.</summary>
    public async Task<bool> IsEmptyAsync(string queue)
    {
        await using var receiver = Client.CreateReceiver(queue);
        return await receiver.PeekMessageAsync(fromSequenceNumber: 0, TestContext.Current.CancellationToken) is null;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _bus.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
