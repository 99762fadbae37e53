using System.CommandLine;
using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay bench</c>: the benchmarks, which are a program of their own.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Measure the relay on this machine against floors measured in the same run.");
        command.SetAction(async (_, cancel) =>
        {
            var program = Path.Combine(RepositoryPaths.Root, "tests", "Benchmarks", "bin", "Release", "net10.0", "Relay.Benchmarks.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program]))!;
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        });
        return command;
    }
}
