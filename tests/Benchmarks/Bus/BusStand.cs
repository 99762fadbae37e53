using System.Diagnostics;
using Relay.Benchmarks.Children;
using Relay.Benchmarks.Measure;

namespace Relay.Benchmarks.Bus;

/// <summary>The embedded bus in a process of its own with one queue, and a client of it in this one.</summary>
internal sealed class BusStand : IAsyncDisposable
{
    public const string Broker = "broker";
    public const string Client = "client";

    private const string Queue = "bench";

    // Locks outlast a window; the quota holds the largest load.
    private const string Queues = """{"queues":[{"name":"bench","properties":{"lockDuration":"PT5M","maxSizeInMegabytes":5120}}]}""";

    private readonly ChildProcess process;

    private BusStand(ChildProcess process) => (this.process, Traffic) = (process, new BusTraffic(process.Ready.ConnectionString!, Queue));

    public BusTraffic Traffic { get; }

    /// <summary>Resident memory of the bus in MB: now, and at its highest.</summary>
    public (double Now, double Highest) MemoryMegabytes => ProcessUse.MemoryMegabytes(process.Id);

    /// <summary>Starts it; <paramref name="folder"/> takes its description, <paramref name="data"/> the messages (null: in memory).</summary>
    public static async Task<BusStand> StartAsync(string folder, string? data, CancellationToken cancel)
    {
        var description = Path.Combine(folder, "queues.json");
        await File.WriteAllTextAsync(description, Queues, cancel);
        return new BusStand(await ChildProcess.StartAsync(ChildRoles.Bus, new BusOptions(data, description)));
    }

    /// <summary>Repeats a load until no just-in-time compilation is left in either process.</summary>
    public async Task WarmUpAsync(Func<Task> load)
    {
        await CompilerWatch.WarmUpAsync(process.Id, load);
        await CompilerWatch.WarmUpAsync(Environment.ProcessId, load);
    }

    /// <summary>Runs a load of <paramref name="count"/> messages and tells its rate and its CPU time.</summary>
    public async Task<BusRate> MeasureAsync(int count, Func<Task> load)
    {
        var watch = new CpuWatch([(Broker, process.Id), (Client, Environment.ProcessId)]);
        var start = Stopwatch.GetTimestamp();
        await load();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = watch.Microseconds();
        return new BusRate(count / seconds, used[Broker] / count, used[Client] / count);
    }

    public async ValueTask DisposeAsync()
    {
        await Traffic.DisposeAsync();
        await process.DisposeAsync();
    }
}
