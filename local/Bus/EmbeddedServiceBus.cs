using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Bus.Administration;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Store;
using Relay.Local.Bus.Transport;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus;

/// <summary>
/// A broker that speaks the Azure Service Bus protocol (AMQP 1.0) for queues, on the loopback addresses only. What it
/// acknowledges is on disk. The official clients connect to it with <see cref="ConnectionString"/>.
/// </summary>
public sealed class EmbeddedServiceBus : IAsyncDisposable
{
    private const string AnyKey = "bG9jYWwta2V5LWJlY2F1c2Utb25lLW11c3QtYmUtc2V0IQ==";

    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IBusStore _store;
    private readonly BrokerListener _listener;
    private readonly AdministrationServer _administration;
    private readonly IReadOnlyDictionary<string, BusQueue> _queues;

    private EmbeddedServiceBus(EmbeddedServiceBusOptions options)
    {
        var logger = (options.Logging ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedServiceBus>();
        var authority = new TokenAuthority(options.SharedAccessKey, options.SharedAccessKeyName, options.Clock);
        _administration = new AdministrationServer(Status, authority, options.Clock, logger);
        _store = options.DataFolder is { } folder ? Open(folder, options.Clock, logger) : new InMemoryBusStore(options.Clock);
        try
        {
            var cache = new BodyCache(options.CacheBytes);
            _queues = options.Queues.ToDictionary(
                queue => queue.Name, queue => new BusQueue(queue, _store, options.Clock, cache), StringComparer.OrdinalIgnoreCase);
            _listener = new BrokerListener(new BrokerRuntime(_queues, authority, options.Clock, logger, BrokerLimits.Default), logger, _administration.Take);
            Port = _listener.Listen(options.Port);
        }
        catch
        {
            foreach (var queue in _queues?.Values ?? [])
                queue.Dispose();
            _store.Dispose();
            throw;
        }
        ConnectionString =
            $"Endpoint=sb://localhost:{Port};SharedAccessKeyName={options.SharedAccessKeyName};SharedAccessKey={options.SharedAccessKey ?? AnyKey};UseDevelopmentEmulator=true";
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>What a client needs to connect.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Ends when the data folder cannot be read or written any more, with the reason. From then on nothing is acknowledged, and
    /// connections are closed and refused; what was acknowledged before is kept. The broker is of no more use.
    /// </summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>What it holds and does now.</summary>
    public BusStatus Status() => new(_listener.Connections, _store.DiskBytes, [.. _queues.Values.Select(queue => queue.Status())]);

    /// <summary>Opens the data folder and listens.</summary>
    /// <exception cref="IOException">The data folder cannot be used, or the port is taken.</exception>
    /// <exception cref="BusDataDamagedException">What is in the data folder is damaged.</exception>
    public static Task<EmbeddedServiceBus> StartAsync(EmbeddedServiceBusOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => new EmbeddedServiceBus(options), ct);
    }

    /// <summary>Closes connections, commits what was submitted, and closes the data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await Task.Run(() =>
        {
            _listener.Close();
            foreach (var queue in _queues.Values)
                queue.Dispose();
            _store.Dispose();
        });
    }

    private SqliteBusStore Open(string folder, TimeProvider clock, ILogger logger)
    {
        var store = new SqliteBusStore(folder, clock, e => StoreFailed(logger, e));
        if (store.HadUnfinishedCommit)
            BrokerLog.UnfinishedCommit(logger);
        return store;
    }

    private void StoreFailed(ILogger logger, Exception failure)
    {
        if (!_failed.TrySetResult(failure))
            return;
        BrokerLog.StoreFailed(logger, failure);
        _listener?.Close();
    }
}
