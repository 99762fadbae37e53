using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Cli.Supply;

/// <summary>Runs a command-line tool in the repository's root and reads what it prints.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It is not on the PATH.</exception>
    public static async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = RepositoryPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await errors;
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output);
    }
}
