using System.CommandLine;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay up</c>: the relay on this machine until Ctrl+C.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var port = StackOptions.Port(StackOptions.DefaultPort);
        var data = StackOptions.Data();
        var command = new Command("up", "Run the relay on this machine, with Azurite and the embedded Service Bus, until Ctrl+C.") { port, data };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(port), parsed.GetValue(data)?.FullName ?? StackOptions.DefaultData, cancel));
        return command;
    }

    private static async Task<int> RunAsync(int port, string data, CancellationToken cancel)
    {
        using var logging = StackOptions.Logging();
        await using var stack = await LocalStack.StartAsync(
            new LocalStackOptions
            {
                DataFolder = data,
                Port = port,
                Logging = logging,
                ProgramOutput = Console.Error.WriteLine,
                Settings = new Dictionary<string, string> { ["Logging__Console__FormatterName"] = "simple" },
            },
            cancel);
        using var file = StackFile.Write(stack, data);
        Console.WriteLine($"""

              Relay is up.

              API            {stack.Address}
              health         {stack.Address}health/ready
              operator key   {file.OperatorKeyPath}
              Service Bus    {stack.Bus.ConnectionString}
              Blob, Table    {stack.Azurite.Blob}  {stack.Azurite.Table}
              data           {data}

              Ctrl+C stops it; everything queued, parked and stored is there at the next start.

            """);
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
