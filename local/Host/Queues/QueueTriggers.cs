using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>Makes the triggers of queue functions; functions with the same connection string share one connection.</summary>
internal sealed class QueueTriggers(ServiceBusSettings settings, Invoker invoker, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private readonly Dictionary<string, ServiceBusClient> _clients = [];

    /// <exception cref="AppConfigurationException">The connection string is none.</exception>
    public ITrigger Create(QueueFunction function)
    {
        var client = Client(function);
        if (function.Many)
            return new BatchTrigger(function, settings, client, invoker, clock, logger);
        return function.Sessions
            ? new SessionTrigger(function, settings, client, invoker, clock, logger)
            : new MessageTrigger(function, settings, client, invoker, clock, logger);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            await client.DisposeAsync();
    }

    private ServiceBusClient Client(QueueFunction function)
    {
        if (_clients.TryGetValue(function.ConnectionString, out var client))
            return client;
        try
        {
            return _clients[function.ConnectionString] = new ServiceBusClient(function.ConnectionString);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new AppConfigurationException($"{function.Name}/function.json: the setting behind connection is no connection string.");
        }
    }
}
