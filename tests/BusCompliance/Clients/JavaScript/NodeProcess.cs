using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

/// <summary>One Node process that drives the JavaScript client; requests and answers are JSON lines.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _open = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private long _last;

    private NodeProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public static NodeProcess Start()
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("tests/BusCompliance/driver.mjs");
        return new NodeProcess(Process.Start(start)!);
    }

    /// <summary>Asks for an operation.</summary>
    /// <exception cref="BusFailureException">The client failed.</exception>
    public async Task<JsonNode?> AskAsync(string operation, JsonObject arguments)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        arguments["id"] = id;
        arguments["op"] = operation;
        var line = arguments.ToJsonString();
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
        if (_reading.IsCompleted)
            Lost(await _errors);
        return await answer.Task.WaitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonNode.Parse(line)!;
            if (!_open.TryRemove((long)answer["id"]!, out var waiting))
                continue;
            if (answer["failure"] is { } failure)
                waiting.TrySetException(new BusFailureException(Enum.Parse<Failure>((string)failure!), (string)answer["message"]!));
            else
                waiting.TrySetResult(answer["value"]);
        }
        Lost(await _errors);
    }

    private void Lost(string errors)
    {
        foreach (var waiting in _open.Values)
            waiting.TrySetException(new InvalidOperationException($"The Node process ended. It wrote: {errors}"));
    }
}
