using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

/// <summary>One broker in a temporary folder and an official client connected to it.</summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly string _folder;

    private Broker(string folder, EmbeddedServiceBus bus)
    {
        _folder = folder;
        Bus = bus;
        Client = new ServiceBusClient(bus.ConnectionString, Options());
    }

    public EmbeddedServiceBus Bus { get; }

    public ServiceBusClient Client { get; }

    public static async Task<Broker> StartAsync(params QueueDescription[] queues)
    {
        var folder = Directory.CreateTempSubdirectory("relay-bus-").FullName;
        var bus = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = folder, Queues = queues }, Token);
        return new Broker(folder, bus);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A client that fails at once instead of trying again.</summary>
    public static ServiceBusClientOptions Options(double tryTimeoutSeconds = 30) => new()
    {
        RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(tryTimeoutSeconds) },
    };

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Bus.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
