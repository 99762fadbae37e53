using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;

namespace Relay.Local.Host.Tests.Support;

/// <summary>What tests of queue triggers share: a broker, an app folder, and a host over both.</summary>
public abstract class TriggerTests : IAsyncDisposable
{
    private TestBroker? _broker;
    private FunctionsHost? _host;

    private protected TestApp App { get; } = new();

    private protected TestBroker Broker => _broker!;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null)
            await _host.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        App.Dispose();
    }

    private protected async Task<FunctionsHost> StartAsync(params QueueDescription[] queues)
    {
        await StartBrokerAsync(queues);
        return await StartHostAsync();
    }

    private protected async Task StartBrokerAsync(params QueueDescription[] queues) => _broker = await TestBroker.StartAsync(queues);

    private protected async Task<FunctionsHost> StartHostAsync()
    {
        App.Set("Bus", Broker.ConnectionString);
        return _host = await App.StartAsync();
    }

    private protected Task SendAsync(string queue, params ServiceBusMessage[] messages) => Broker.SendAsync(queue, messages);

    private protected Task EmptiesAsync(string queue) => Eventually.IsTrueAsync(() => Broker.IsEmptyAsync(queue), $"{queue} to be empty");
}
