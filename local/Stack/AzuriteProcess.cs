using System.Collections.Concurrent;
using System.Diagnostics;

namespace Relay.Local.Stack;

/// <summary>Azurite as a process of its own: Blob and Table storage on free or given loopback ports, kept on disk.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    // Azurite's published development account; not a secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Listening = "successfully listening at ";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private AzuriteProcess(Process process, Uri blob, Uri table) => (_process, Blob, Table) = (process, blob, table);

    /// <summary>Where the Blob service listens.</summary>
    public Uri Blob { get; }

    /// <summary>Where the Table service listens.</summary>
    public Uri Table { get; }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Ends when the process does.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>For the Azure clients.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Blob.Scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={Blob}{Account};TableEndpoint={Table}{Account};";

    /// <summary>The addresses for an identity-based connection (Azurite over https with OAuth).</summary>
    public (Uri Blob, Uri Table) ServiceUris => (new Uri(Blob, Account), new Uri(Table, Account));

    /// <summary>Starts Azurite and waits until both services listen.</summary>
    /// <param name="folder">Where it keeps its data; null for memory alone.</param>
    /// <param name="blobPort">0 takes a free one.</param>
    /// <param name="tablePort">0 takes a free one.</param>
    /// <param name="extraArguments">More of Azurite's own options.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message holds what it printed.</exception>
    public static async Task<AzuriteProcess> StartAsync(string? folder, int blobPort = 0, int tablePort = 0, params string[] extraArguments)
    {
        string[] place = folder is null ? ["--inMemoryPersistence"] : ["--location", Directory.CreateDirectory(folder).FullName];
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments =
        [
            RepositoryPaths.Azurite, .. place, "--disableTelemetry", "--silent", "--queuePort", "0",
            "--blobPort", blobPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--tablePort", tablePort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. extraArguments,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        var process = Process.Start(start)!;
        var printed = new ConcurrentQueue<string>();
        var addresses = new ConcurrentDictionary<string, Uri>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Line(string? line)
        {
            if (line is null)
                return;

            // After the start it prints a line for each request; those are not kept.
            if (!ready.Task.IsCompleted)
                printed.Enqueue(line);
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0)
                return;

            addresses[line.Split(' ')[1]] = new Uri(line[(at + Listening.Length)..].Trim());
            if (addresses.ContainsKey("Blob") && addresses.ContainsKey("Table"))
                ready.TrySetResult();
        }

        process.OutputDataReceived += (_, data) => Line(data.Data);
        process.ErrorDataReceived += (_, data) => Line(data.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("Azurite ended: " + string.Join(' ', printed)));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartBound);
            return new AzuriteProcess(process, addresses["Blob"], addresses["Table"]);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new InvalidOperationException("Azurite did not listen in time: " + string.Join(' ', printed));
        }
    }

    /// <summary>Stops it as Ctrl+C would, so that it writes its data; kills it when that takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signals.Terminate(_process);
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
