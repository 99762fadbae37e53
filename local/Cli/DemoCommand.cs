using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Relay.Local.Sandbox;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay demo</c>: three messaging providers with real libsignal play what their users do through the relay.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the relay's log as well." };
        var faults = new Option<bool>("--faults") { Description = "Put a proxy that fails in eleven ways in front of one provider instead." };
        var command = new Command("demo", "Watch three providers exchange real Signal messages through the relay, and their users link, block and leave.") { verbose, faults };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(verbose), parsed.GetValue(faults), cancel));
        return command;
    }

    private static async Task<int> RunAsync(bool verbose, bool faults, CancellationToken cancel)
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
                    Settings = Settings(faults),
                },
                cancel);
            await using var sandbox = faults ? await SandboxPartner.StartAsync(new SandboxOptions(), cancel) : null;
            using var file = StackFile.Write(stack, data.FullName, sandbox);
            var exit = await PlayAsync(file.Path, faults, cancel);
            if (exit != 0 && !verbose)
                await Console.Error.WriteLineAsync("  The relay's own log is in .relay/demo.log; --verbose shows it as it comes.");
            return exit;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(bool faults)
    {
        // The demo's partner is away for seconds, not minutes.
        var settings = new Dictionary<string, string> { ["Lanes__FirstProbeMilliseconds"] = "250", ["Lanes__LongestProbeSeconds"] = "2" };
        // No TURN server runs: the call is set up, and no media flows. The secret is of this run alone.
        settings["Calls__TurnUrls__0"] = "turn:127.0.0.1:3478?transport=udp";
        settings["Calls__TurnUrls__1"] = "turn:127.0.0.1:3478?transport=tcp";
        settings["Calls__TurnSharedSecret"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        // And nobody wants to watch how it is slow for longer than that.
        if (faults)
            settings["Delivery__TimeoutSeconds"] = "2";
        return settings;
    }

    private static async Task<int> PlayAsync(string stackFile, bool faults, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Path.Combine(RepositoryPaths.Root, "partners") };
        start.ArgumentList.Add(Path.Combine("demo", "main.mjs"));
        start.ArgumentList.Add(stackFile);
        if (faults)
            start.ArgumentList.Add("--faults");
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
