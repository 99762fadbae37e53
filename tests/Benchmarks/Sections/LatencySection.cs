using System.Diagnostics;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>How long one envelope takes at 100 a second, and beside it what one fsync and one empty call through the host take.</summary>
internal static class LatencySection
{
    public const string Part = "latency";

    private const double PerSecond = 100;
    private const int WarmUp = 200;
    private const int Window = 500;
    private const double AimMedianMilliseconds = 6;
    private const double AimHighMilliseconds = 25;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder), cancel);
        using var http = new HttpLoad();
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => SendAsync(stand, http, WarmUp));
        var (ways, trips, rests) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        var (flushes, calls) = (new List<double[]>(), new List<double[]>());
        for (var i = 0; i < Statistics.Windows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            flushes.Add(LatencyFloors.Flushes(folder));
            calls.Add(await LatencyFloors.CallsAsync(stand, cancel));
            var (way, trip) = await SendAsync(stand, http, Window);
            ways.Add(way);
            trips.Add(trip);
            rests.Add([.. way.Zip(trip, (all, accepted) => all - accepted)]);
        }

        Add(report, "one fsync", flushes);
        Add(report, "one call through the host that does nothing", calls);
        Add(report, "accept's answer", trips);
        Add(report, "from accept's answer to the partner", rests);
        Add(report, "the way to the partner", ways, AimMedianMilliseconds, AimHighMilliseconds, Median(flushes, 0.5) + Median(calls, 0.5));
    }

    private static async Task<(double[] Way, double[] Trip)> SendAsync(RelayStand stand, HttpLoad http, int count)
    {
        var requests = stand.Requests.Make(count, 1, Accounts.FourLanes, PerSecond);
        var arrivals = stand.Partner.Arrivals;
        var wanted = arrivals.Count + count;
        var starts = new long[count];
        var first = requests[0].First;
        var trips = await http.PacedAsync(
            requests, stand.ThroughHost, Expected.AllAccepted, PerSecond, (request, start) => starts[request.First - first] = start);
        await arrivals.WaitAsync(wanted);
        var way = starts.Select((start, i) => Stopwatch.GetElapsedTime(start, arrivals.TimeOf(first + i)).TotalMilliseconds).ToArray();
        return (way, trips);
    }

    private static void Add(Report report, string name, List<double[]> windows, double? aimMedian = null, double? aimHigh = null, double? floor = null)
    {
        const string Unit = "ms";
        const string Floors = "fsync + call";
        report.Add(new Figure(Part, name + ", p50", Median(windows, 0.5), Unit, floor, floor is null ? null : Floors, aimMedian));
        report.Add(new Figure(Part, name + ", p99", Median(windows, 0.99), Unit, Aim: aimHigh));
    }

    private static double Median(List<double[]> windows, double part) =>
        Statistics.Median(windows.Select(window => Statistics.Percentile(window, part)));
}
