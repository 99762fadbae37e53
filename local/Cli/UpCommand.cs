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
        var func = new Option<bool>("--func") { Description = "Run the app folder with Azure Functions Core Tools (`func` on the PATH) instead of the stand-in." };
        var command = new Command("up", "Run the relay on this machine, with Azurite and the embedded Service Bus, until Ctrl+C.") { port, data, func };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new LocalStackOptions
            {
                DataFolder = parsed.GetValue(data)?.FullName ?? StackOptions.DefaultData,
                Port = parsed.GetValue(port),
                Logging = StackOptions.Logging(),
                ProgramOutput = Console.Error.WriteLine,
            };
            try
            {
                return parsed.GetValue(func) ? await CoreTools.RunAsync(options, cancel) : await RunAsync(options, cancel);
            }
            catch (IOException taken)
            {
                Console.Error.WriteLine($"  {taken.Message}  Another relay may be running; --port 0 takes a free port, --data another folder.");
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(LocalStackOptions options, CancellationToken cancel)
    {
        await using var stack = await LocalStack.StartAsync(options, cancel);
        using var file = StackFile.Write(stack, options.DataFolder);
        Console.WriteLine($"""

              Relay is up.

              API            {stack.Address}
              health         {stack.Address}health/ready
              operator key   {file.OperatorKeyPath}
              Service Bus    {stack.Bus.ConnectionString}
              Blob, Table    {stack.Azurite.Blob}  {stack.Azurite.Table}
              data           {options.DataFolder}

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
