using System.Diagnostics;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>One window of the whole way.</summary>
/// <param name="PerSecond">Envelopes a second, from the first request to the last delivery.</param>
/// <param name="Microseconds">CPU for an envelope, by process.</param>
/// <param name="EnvelopesEach">Envelopes of a delivery: of a packed message.</param>
/// <param name="UnusedPart">The part of all cores' time that none of these processes used.</param>
/// <param name="OthersPart">The part of all cores' time that other processes of the machine used.</param>
internal sealed record WayCost(
    double PerSecond, IReadOnlyDictionary<string, double> Microseconds, double EnvelopesEach, double UnusedPart, double OthersPart);

/// <summary>Sends batches of 100, as many as fit, until the partner has all of them.</summary>
internal static class WayWindows
{
    private const int Batch = 100;
    private const int InFlight = 12;
    private const int WarmUpRequests = 100;
    private const double WindowSeconds = 3;
    private const int LeastRequests = 100;
    private const int MostRequests = 1500;

    public static async Task<IReadOnlyList<WayCost>> MeasureAsync(RelayStand stand, HttpLoad http, string partner, CancellationToken cancel)
    {
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => RunAsync(stand, http, partner, WarmUpRequests));
        var rate = (await RunAsync(stand, http, partner, WarmUpRequests)).PerSecond;
        var requests = Math.Clamp((int)(rate * WindowSeconds / Batch), LeastRequests, MostRequests);
        var windows = new List<WayCost>();
        for (var i = 0; i < Statistics.Windows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            windows.Add(await RunAsync(stand, http, partner, requests));
        }

        return windows;
    }

    private static async Task<WayCost> RunAsync(RelayStand stand, HttpLoad http, string partner, int count)
    {
        var requests = stand.Requests.Make(count, Batch, partner);
        var arrivals = stand.Partner.Arrivals;
        var envelopes = count * Batch;
        var (before, webhooksBefore) = (arrivals.Count, arrivals.Webhooks);
        var busy = MachineUse.BusyMicroseconds();
        var watch = new CpuWatch(stand.Processes);
        var start = Stopwatch.GetTimestamp();
        await http.SaturateAsync(requests, stand.ThroughHost, Expected.AllAccepted, InFlight);
        await arrivals.WaitAsync(before + envelopes);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var use = watch.Microseconds();
        var (own, all) = (use.Values.Sum(), elapsed.TotalMicroseconds * Environment.ProcessorCount);
        return new WayCost(
            envelopes / elapsed.TotalSeconds,
            use.ToDictionary(process => process.Key, process => process.Value / envelopes),
            (double)envelopes / (arrivals.Webhooks - webhooksBefore),
            1 - (own / all),
            Math.Max(0, MachineUse.BusyMicroseconds() - busy - own) / all);
    }
}
