using System.Diagnostics;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>One window of a healthy partner's traffic.</summary>
/// <param name="Median">Of the way to the partner, in milliseconds.</param>
/// <param name="High">Its 99th percentile.</param>
/// <param name="PerSecond">Envelopes a second at saturation.</param>
internal readonly record struct IsolationWindow(double Median, double High, double PerSecond);

/// <summary>What is beside the healthy partner in a window.</summary>
internal enum Neighbourhood : byte
{
    /// <summary>Two healthy partners.</summary>
    Healthy,

    /// <summary>The same two, dead and slow.</summary>
    Failing,

    /// <summary>The same two healthy, and a bystander who stores as much as parking for them would.</summary>
    Storing,
}

/// <summary>
/// Measures the healthy partner's traffic with the same load on two neighbours, which are healthy or fail: what differs is
/// their fault and not the work they bring.
/// </summary>
internal sealed class IsolationWindows(RelayStand stand, Neighbours neighbours, StorageLoad storage, HttpLoad http)
{
    private const double LatencyPerSecond = 100;
    private const double NeighbourPerSecond = 50;
    private const double WindowSeconds = 6;
    private const double SettleSeconds = 3;
    private const int Batch = 100;
    private const int InFlight = 8;
    private const int Saturating = 300;

    /// <summary>Sends everybody enough for compiled code to settle and for users to be cached.</summary>
    public async Task WarmUpAsync()
    {
        await neighbours.SendAsync(stand, http, Accounts.Recipients, 4 * NeighbourPerSecond);
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => LatencyAsync(2));
        await ThroughputAsync();
        await neighbours.HealAsync();
    }

    /// <summary>One window. The neighbours are healthy and have everything when it ends.</summary>
    public async Task<IsolationWindow> MeasureAsync(Neighbourhood neighbourhood)
    {
        if (neighbourhood == Neighbourhood.Failing)
            neighbours.Fail();
        // Long enough for the faults to be met in every lane.
        await BesideAsync(neighbourhood, SettleSeconds, Task.CompletedTask);
        var latency = LatencyAsync(WindowSeconds);
        await BesideAsync(neighbourhood, WindowSeconds, latency);
        var throughput = ThroughputAsync();
        await BesideAsync(neighbourhood, SettleSeconds, throughput);
        await neighbours.HealAsync();
        var ways = await latency;
        return new IsolationWindow(Statistics.Percentile(ways, 0.5), Statistics.Percentile(ways, 0.99), await throughput);
    }

    private Task BesideAsync(Neighbourhood neighbourhood, double seconds, Task measured) => Task.WhenAll(
        measured,
        neighbours.SendAsync(stand, http, (int)(seconds * NeighbourPerSecond), NeighbourPerSecond),
        neighbourhood == Neighbourhood.Storing ? storage.RunAsync((int)(seconds * 2 * NeighbourPerSecond), 2 * NeighbourPerSecond) : Task.CompletedTask);

    private async Task<double[]> LatencyAsync(double seconds)
    {
        var count = (int)(seconds * LatencyPerSecond);
        var requests = stand.Requests.Make(count, 1, Accounts.FourLanes, LatencyPerSecond);
        var arrivals = stand.Partner.Arrivals;
        var wanted = arrivals.Count + count;
        var first = requests[0].First;
        var starts = new long[count];
        await http.PacedAsync(
            requests, stand.ThroughHost, Expected.AllAccepted, LatencyPerSecond, (request, start) => starts[request.First - first] = start);
        await arrivals.WaitAsync(wanted);
        return [.. starts.Select((start, i) => Stopwatch.GetElapsedTime(start, arrivals.TimeOf(first + i)).TotalMilliseconds)];
    }

    private async Task<double> ThroughputAsync()
    {
        var requests = stand.Requests.Make(Saturating, Batch, Accounts.FourLanes);
        var arrivals = stand.Partner.Arrivals;
        var wanted = arrivals.Count + (Saturating * Batch);
        var start = Stopwatch.GetTimestamp();
        await http.SaturateAsync(requests, stand.ThroughHost, Expected.AllAccepted, InFlight);
        await arrivals.WaitAsync(wanted);
        return Saturating * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
