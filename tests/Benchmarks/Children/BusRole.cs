using Relay.Local.Bus;

namespace Relay.Benchmarks.Children;

/// <summary>The options of <see cref="BusRole"/>.</summary>
/// <param name="DataFolder">Where messages are kept; null keeps them in memory.</param>
/// <param name="Queues">The description of the queues.</param>
internal sealed record BusOptions(string? DataFolder, string Queues);

/// <summary>The embedded Service Bus.</summary>
internal sealed class BusRole(EmbeddedServiceBus bus) : IChildRole
{
    public ChildReady Ready => new(bus.Port, bus.ConnectionString);

    public static async Task<BusRole> StartAsync(BusOptions options) => new(await EmbeddedServiceBus.StartAsync(
        new EmbeddedServiceBusOptions { DataFolder = options.DataFolder, Queues = QueueDescriptions.Load(options.Queues), Logging = ChildLogging.Create() }));

    public ValueTask DisposeAsync() => bus.DisposeAsync();
}
