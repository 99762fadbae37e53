using System.CommandLine;
using System.Net.Sockets;
using Relay.Functions.Queue;
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
        var namespaces = new Option<int>("--namespaces") { Description = $"Service Bus namespaces, 1 to {QueueNamespaces.MostNumbers}.", DefaultValueFactory = _ => 1 };
        namespaces.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > QueueNamespaces.MostNumbers)
                result.AddError($"--namespaces takes 1 to {QueueNamespaces.MostNumbers}.");
        });
        var command = new Command("up", "Run the relay on this machine, with Azurite and the embedded Service Bus, until Ctrl+C.") { port, data, namespaces, func };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new LocalStackOptions
            {
                DataFolder = parsed.GetValue(data)?.FullName ?? StackOptions.DefaultData,
                Port = parsed.GetValue(port),
                Namespaces = parsed.GetValue(namespaces),
                Logging = StackOptions.Logging(),
                ProgramOutput = Console.Error.WriteLine,
            };
            try
            {
                return parsed.GetValue(func) ? await CoreTools.RunAsync(options, cancel) : await RunAsync(options, cancel);
            }
            catch (IOException refused)
            {
                var way = IsPortTaken(refused) ? "Another relay may be running; --port 0 takes a free port." : "--data names another folder.";
                Console.Error.WriteLine($"  {refused.Message} {way}");
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
              operator page  {stack.Address}operator   (`./relay operator` prints a sign-in link)
              health         {stack.Address}health/ready
              operator key   {file.OperatorKeyPath}
              Service Bus    {string.Join("\n                 ", stack.Buses.Select(bus => bus.ConnectionString))}
              Blob, Table    {stack.Azurite.Blob}  {stack.Azurite.Table}
              data           {options.DataFolder}

              Ctrl+C stops it; everything queued, parked and stored is there at the next start.

            """);
        var failed = Task.WhenAny(stack.Buses.Select(bus => bus.Failed));
        var ended = await Task.WhenAny(Task.Delay(Timeout.Infinite, cancel), failed);
        Console.WriteLine("  stopping");
        if (ended != failed)
            return 0;
        Console.Error.WriteLine($"  The queue's data folder failed: {(await await failed).Message}. What was accepted before is kept.");
        return 1;
    }

    private static bool IsPortTaken(Exception? exception) =>
        exception is SocketException || (exception is not null && IsPortTaken(exception.InnerException));
}
