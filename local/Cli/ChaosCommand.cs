using System.CommandLine;
using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay chaos</c>: the run under faults, which is a program of its own.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("options") { Description = "--envelopes N, --minutes M, --patience M, --seed N, --json FILE", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("chaos", "Kill the relay's parts while messages flow, and count what is lost, doubled and out of order.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancel) =>
        {
            var program = Path.Combine(RepositoryPaths.Root, "tests", "Chaos", "bin", "Release", "net10.0", "Relay.Chaos.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens]))!;
            // At Ctrl+C the run stops its parts by itself; it has the signal from the terminal too.
            await process.WaitForExitAsync(CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            return process.ExitCode;
        });
        return command;
    }
}
