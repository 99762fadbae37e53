using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Tests;

/// <summary>Runs a script with the official JavaScript client and reads the JSON it prints.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="path">The script, below the tests of the bus.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<JsonNode> RunAsync(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot(), "tests", "Bus", path));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var deadline = new CancellationTokenSource(Deadline);
        using var node = Process.Start(start)!;
        try
        {
            var output = node.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = node.StandardError.ReadToEndAsync(deadline.Token);
            await node.WaitForExitAsync(deadline.Token);
            Assert.True(node.ExitCode == 0, await errors);
            return JsonNode.Parse(await output)!;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", "@azure", "service-bus")))
                return folder.FullName;
        }
        throw new InvalidOperationException("node_modules/@azure/service-bus is missing: run npm ci at the root of the repository.");
    }
}
