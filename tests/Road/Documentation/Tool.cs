using System.Diagnostics;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Documentation;

/// <summary>Programs that the documentation has its readers run.</summary>
internal static class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The path of one of the repository's own tools.</summary>
    public static string PathOf(string name) => Path.Combine(RepositoryPaths.Root, "local", "tools", name);

    /// <summary>Whether a program is there and answers its own question about itself.</summary>
    public static async Task<bool> IsThereAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments, Path.GetTempPath(), null);
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program to its end; what it printed. It must succeed.</summary>
    public static async Task<string> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, string program, params string[] arguments)
    {
        using var process = Start(program, arguments, folder, environment);
        using var bound = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
        return await output;
    }

    /// <summary>Starts a program that goes on until it is killed.</summary>
    public static Process Start(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
