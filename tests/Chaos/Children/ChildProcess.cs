using System.Diagnostics;
using System.Text.Json;

namespace Relay.Chaos.Children;

/// <summary>The parent's side: this program, started once more in one of <see cref="ChildRoles"/>, with its log in a file.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;

    private ChildProcess(Process process, string log, Action<string> onLine)
    {
        _process = process;
        _output = Task.WhenAll(ReadLinesAsync(onLine), KeepLogAsync(log));
    }

    /// <summary>Ends when the process does.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts it and waits until it runs.</summary>
    /// <param name="role">What it is to be.</param>
    /// <param name="options">The role's options.</param>
    /// <param name="log">The file that its log is added to.</param>
    /// <param name="onLine">Told each line that it prints.</param>
    /// <exception cref="InvalidOperationException">It ended instead, or did not run in time; its log says why.</exception>
    public static async Task<ChildProcess> StartAsync<T>(string role, T options, string log, Action<string> onLine)
    {
        var program = typeof(ChildProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "child", role])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var child = new ChildProcess(Process.Start(start)!, log, onLine);
        try
        {
            await child._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(options));
            await child._process.StandardInput.FlushAsync();
            await child._ready.Task.WaitAsync(StartBound);
            return child;
        }
        catch (Exception failure) when (failure is TimeoutException or IOException or InvalidOperationException)
        {
            child.Kill();
            await child.DisposeAsync();
            throw new InvalidOperationException($"The {role} did not run; see {log}.", failure);
        }
    }

    /// <summary>SIGKILL for this process alone; what it has started lives on.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop, and kills it and what it has started when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        try
        {
            await Exited.WaitAsync(StopBound);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        // An orphan of a killed host may hold the pipes open; what it prints is not waited for.
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(1)));
        _process.Dispose();
    }

    private async Task ReadLinesAsync(Action<string> onLine)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // First, so that whoever waits finds what it says.
            onLine(line);
            if (ChildLine.After(ChildLine.Ready, line) is { } ready)
                _ready.TrySetResult(ready);
        }

        _ready.TrySetException(new InvalidOperationException("The child ended before it ran."));
    }

    private async Task KeepLogAsync(string log)
    {
        await using var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await _process.StandardError.BaseStream.CopyToAsync(file);
    }
}
