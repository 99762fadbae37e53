using System.Diagnostics;
using System.Text.Json;

namespace Relay.Benchmarks.Children;

/// <summary>The parent's side: this program, started once more in one of <see cref="ChildRoles"/>.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private ChildProcess(Process process, ChildReady ready) => (this.process, Ready) = (process, ready);

    public ChildReady Ready { get; }

    public int Id => process.Id;

    /// <summary>Starts it and waits until it runs.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; what it printed is on standard error.</exception>
    public static async Task<ChildProcess> StartAsync<T>(string role, T options, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = typeof(ChildProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "child", role]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(options));
            await process.StandardInput.FlushAsync();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartBound)
                ?? throw new InvalidOperationException($"The child '{role}' ended before it ran.");
            return new ChildProcess(process, JsonSerializer.Deserialize<ChildReady>(line)!);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StopBound);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
