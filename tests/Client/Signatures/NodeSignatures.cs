using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Relay.Client.Tests.Signatures;

/// <summary>Runs an independent implementation in a Node process.</summary>
internal static class NodeSignatures
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    internal static async Task<JsonNode> RunAsync(JsonObject task, string script = "signatures.mjs")
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "interop", script));
        start.ArgumentList.Add(RepositoryRoot());

        using var stop = new CancellationTokenSource(Deadline);
        using var node = Process.Start(start)!;
        try
        {
            await node.StandardInput.WriteAsync(task.ToJsonString());
            node.StandardInput.Close();
            var output = node.StandardOutput.ReadToEndAsync(stop.Token);
            var errors = node.StandardError.ReadToEndAsync(stop.Token);
            await node.WaitForExitAsync(stop.Token);
            Assert.True(node.ExitCode == 0, await errors);
            return JsonNode.Parse(await output)!;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The folder whose package.json names the package: a clone works wherever it lies.</summary>
    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", "http-message-signatures")))
                return folder.FullName;
        }

        throw new InvalidOperationException("node_modules/http-message-signatures is missing: run npm ci at the root of the repository.");
    }
}
