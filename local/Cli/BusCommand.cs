using System.CommandLine;
using Relay.Local.Bus;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay bus</c>: the embedded Service Bus alone.</summary>
internal static class BusCommand
{
    private const int AmqpPort = 5672;

    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Queues, with the property names of Azure Resource Manager (default: the relay's own, infra/queues.json)." };
        var port = new Option<int>("--port") { Description = "AMQP port on loopback; 0 takes a free one.", DefaultValueFactory = _ => AmqpPort };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where messages are kept (default: .relay/bus in the repository)." };
        var command = new Command("bus", "Run the embedded Service Bus alone, until Ctrl+C.") { config, port, data };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(config)?.FullName ?? RepositoryPaths.Queues,
            parsed.GetValue(port),
            parsed.GetValue(data)?.FullName ?? Path.Combine(RepositoryPaths.Root, ".relay", "bus"),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(string config, int port, string data, CancellationToken cancel)
    {
        using var logging = StackOptions.Logging();
        var queues = QueueDescriptions.Load(config);
        await using var bus = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = data, Port = port, Queues = queues, Logging = logging }, cancel);
        Console.WriteLine($"  {bus.ConnectionString}");
        Console.WriteLine($"  queues: {string.Join(", ", queues.Select(queue => queue.Name))}");
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("  stopping");
        }

        return 0;
    }
}
