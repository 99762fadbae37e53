using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>
/// The broker in a process of its own, so that it can be killed: this test program started again, which then is the broker
/// before its own entry point is reached (<see cref="ChildEntry"/>).
/// </summary>
internal sealed class ChildBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Task _reading;

    private ChildBroker(Process process)
    {
        _process = process;
        _reading = ReadLogAsync();
    }

    /// <summary>What a client needs to connect; empty until the broker listens.</summary>
    public string ConnectionString { get; private set; } = "";

    public int Port => new Uri(ConnectionString.Split(';')[0]["Endpoint=".Length..]).Port;

    public int ProcessId => _process.Id;

    /// <summary>Its resident memory in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a broker and waits until it listens.</summary>
    public static async Task<ChildBroker> StartAsync(string folder, params IReadOnlyList<QueueDescription> queues)
    {
        var broker = Launch(folder, queues);
        try
        {
            await broker.ListeningAsync();
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>True while the process runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts a broker's process without waiting for anything.</summary>
    /// <param name="largestFileBytes">Writing any file beyond this size fails; null for no limit.</param>
    /// <param name="heapBytes">Managed memory beyond this size ends the process; null for no limit.</param>
    public static ChildBroker Launch(string folder, IReadOnlyList<QueueDescription> queues, long? largestFileBytes = null, long? heapBytes = null)
    {
        var host = Environment.ProcessPath!;
        List<string> command = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [host, typeof(ChildBroker).Assembly.Location]
            : [host];
        // The shell's unit is 512 bytes. The signal that tells of the limit is ignored, so that writes fail with an error.
        if (largestFileBytes is { } largest)
            command.InsertRange(0, ["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {largest / 512}; exec \"$@\""), "sh"]);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true };
        ChildEntry.Describe(start.Environment, folder, queues);
        if (heapBytes is { } heap)
            start.Environment["DOTNET_GCHeapHardLimit"] = heap.ToString("X", CultureInfo.InvariantCulture);
        // The runtime maps its own code through a file in memory, which must not be limited.
        if (largestFileBytes is not null)
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return new ChildBroker(Process.Start(start)!);
    }

    /// <summary>Waits until the process is about to open its data folder.</summary>
    public async Task OpeningAsync() => Assert.Equal(ChildEntry.Opening, await ReadLineAsync());

    /// <summary>Waits until the broker listens.</summary>
    public async Task ListeningAsync()
    {
        if (!await ListensAsync())
            Assert.Fail($"The broker ended before it listened. {await KillAndReadLogAsync()}");
    }

    /// <summary>Waits until the broker listens, or its process ends: then false.</summary>
    public async Task<bool> ListensAsync()
    {
        var line = await ReadLineAsync();
        if (line == ChildEntry.Opening)
            line = await ReadLineAsync();
        ConnectionString = line ?? "";
        return line is not null;
    }

    /// <summary>Ends the process with SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits until it has logged a text. What it logs is written a while later, and a kill in between would lose it.</summary>
    public async Task LoggedAsync(string text)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(!_reading.IsCompleted && DateTimeOffset.UtcNow < deadline, $"The broker has not logged '{text}':\n{string.Join('\n', _lines)}");
            await Task.Delay(Poll);
        }
    }

    /// <summary>Kills the process, and gives all it has logged.</summary>
    public async Task<string> KillAndReadLogAsync()
    {
        Kill();
        await _reading.WaitAsync(Patience);
        return string.Join('\n', _lines);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _lines.Enqueue(line);
    }

    private async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
}
