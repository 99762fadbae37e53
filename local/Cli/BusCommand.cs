using System.CommandLine;
using System.Net;
using Relay.Cli.Bus;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay bus</c>: the embedded Service Bus alone.</summary>
internal static class BusCommand
{
    private const int AmqpPort = 5672;

    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Queues, as Azure Resource Manager or Microsoft's emulator describes them (default: the relay's own, infra/queues.json)." };
        var port = new Option<int>("--port") { Description = "Port on this machine's loopback addresses; 0 takes a free one.", DefaultValueFactory = _ => AmqpPort };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where messages are kept (default: .relay/bus in the repository)." };
        var memory = new Option<bool>("--in-memory") { Description = "Keep messages in memory; they are gone when it ends." };
        var key = new Option<string?>("--key") { Description = "Shared access key that clients must sign with; without it any token is accepted." };
        var command = new Command("bus", "Run the embedded Service Bus alone, until Ctrl+C.") { config, port, data, memory, key };
        command.SetAction((parsed, cancel) =>
        {
            var (folder, inMemory) = (parsed.GetValue(data)?.FullName, parsed.GetValue(memory));
            if (WhyNot(parsed.GetValue(port), folder, inMemory, parsed.GetValue(key)) is { } reason)
                return Task.FromResult(BusRun.Refuse(BusExit.WrongUse, reason));

            var options = new BusRunOptions(
                parsed.GetValue(config)?.FullName ?? RepositoryPaths.Queues,
                parsed.GetValue(port),
                inMemory ? null : folder ?? Path.Combine(RepositoryPaths.Root, ".relay", "bus"),
                parsed.GetValue(key));
            return BusRun.RunAsync(options, cancel);
        });
        return command;
    }

    private static string? WhyNot(int port, string? folder, bool inMemory, string? key) => (port, folder, inMemory, key) switch
    {
        ( < IPEndPoint.MinPort or > IPEndPoint.MaxPort, _, _, _) => $"--port {port} is not a port; it must be {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.",
        (_, not null, true, _) => "--data and --in-memory exclude each other.",
        (_, _, _, "") => "--key is empty.",
        (_, _, _, { } text) when text.Contains(';', StringComparison.Ordinal) => "--key holds a semicolon, which a connection string cannot carry.",
        _ => null,
    };
}
