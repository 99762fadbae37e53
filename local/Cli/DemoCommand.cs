using System.CommandLine;
using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay demo</c>: two messaging providers with real libsignal exchange messages and a photo through the relay.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the relay's log as well." };
        var command = new Command("demo", "Watch two providers exchange real Signal messages and a photo through the relay.") { verbose };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(verbose), cancel));
        return command;
    }

    private static async Task<int> RunAsync(bool verbose, CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("relay-demo-");
        try
        {
            using var logging = StackOptions.Logging();
            var log = Path.Combine(RepositoryPaths.Root, ".relay", "demo.log");
            await using var output = TextWriter.Synchronized(File.CreateText(log));
            await using var stack = await LocalStack.StartAsync(
                new LocalStackOptions
                {
                    DataFolder = data.FullName,
                    ProgramOutput = verbose ? Console.Error.WriteLine : output.WriteLine,
                    Logging = verbose ? logging : null,
                    // The demo's partner is away for seconds, not minutes.
                    Settings = new Dictionary<string, string> { ["Lanes__FirstProbeMilliseconds"] = "250", ["Lanes__LongestProbeSeconds"] = "2" },
                },
                cancel);
            using var file = StackFile.Write(stack, data.FullName);
            var exit = await PlayAsync(file.Path, cancel);
            if (exit != 0 && !verbose)
                await Console.Error.WriteLineAsync("  The relay's own log is in .relay/demo.log; --verbose shows it as it comes.");
            return exit;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<int> PlayAsync(string stackFile, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Path.Combine(RepositoryPaths.Root, "partners") };
        start.ArgumentList.Add(Path.Combine("demo", "main.mjs"));
        start.ArgumentList.Add(stackFile);
        using var demo = Process.Start(start)!;
        try
        {
            await demo.WaitForExitAsync(cancel);
            return demo.ExitCode;
        }
        catch (OperationCanceledException)
        {
            demo.Kill(entireProcessTree: true);
            return 130;
        }
    }
}
