using Relay.Local.Bus;

namespace Relay.Chaos.Children;

/// <summary>The options of <see cref="BusRole"/>.</summary>
/// <param name="DataFolder">Where messages are kept.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Queues">The description of the queues.</param>
internal sealed record BusOptions(string DataFolder, int Port, string Queues);

/// <summary>The embedded Service Bus.</summary>
internal static class BusRole
{
    public static async Task<EmbeddedServiceBus> StartAsync(BusOptions options)
    {
        var bus = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions
        {
            DataFolder = options.DataFolder,
            Port = options.Port,
            Queues = QueueDescriptions.Load(options.Queues),
            Logging = ChildLogging.Create(),
        });
        await Console.Out.WriteLineAsync(ChildLine.Ready + bus.ConnectionString);
        return bus;
    }
}
