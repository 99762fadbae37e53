using System.CommandLine;
using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay bench</c>: the benchmarks, which are a program of their own.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("options") { Description = "--only accept|way|latency|isolation|burst|bus|bus-million, --json FILE", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bench", "Measure the relay on this machine against floors measured in the same run.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancel) =>
        {
            var program = Path.Combine(RepositoryPaths.Root, "tests", "Benchmarks", "bin", "Release", "net10.0", "Relay.Benchmarks.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens]))!;
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        });
        return command;
    }
}
