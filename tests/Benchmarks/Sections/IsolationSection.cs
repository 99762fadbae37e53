using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>What a dead and a slow partner cost a healthy one: the same traffic beside failing and beside healthy neighbours, in turn.</summary>
internal static class IsolationSection
{
    public const string Part = "isolation";

    // The 99th percentile of a window rests on its six slowest envelopes.
    private const int Windows = 5;
    private const double MostLatency = 1.2;
    private const double LeastThroughput = 0.95;
    private const string Floor = "beside healthy ones";

    // Probes every two seconds at least: neighbours that come back soon, and more work for the relay than the default.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Lanes__LongestProbeSeconds"] = "2",
        // Failures are what is asked for here.
        ["Logging__LogLevel__Relay.Functions"] = "Error",
    };

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, Settings: Settings, StorageInMemory: true), cancel);
        await using var neighbours = await Neighbours.StartAsync(stand, cancel);
        using var http = new HttpLoad();
        var windows = new IsolationWindows(stand, neighbours, await StorageLoad.StartAsync(stand.Azurite.ConnectionString, cancel), http);
        await windows.WarmUpAsync();
        // Once unmeasured: the code of failures is compiled then, too.
        await windows.MeasureAsync(Neighbourhood.Failing);
        var (healthy, failing, storing) = (new List<IsolationWindow>(), new List<IsolationWindow>(), new List<IsolationWindow>());
        for (var i = 0; i < Windows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            healthy.Add(await windows.MeasureAsync(Neighbourhood.Healthy));
            failing.Add(await windows.MeasureAsync(Neighbourhood.Failing));
            storing.Add(await windows.MeasureAsync(Neighbourhood.Storing));
        }

        Add(report, "the way to a healthy partner, p50", "ms", window => window.Median, healthy, failing, null);
        Add(report, "the way to a healthy partner, p99", "ms", window => window.High, healthy, failing, MostLatency);
        Add(report, "envelopes to a healthy partner", "a second", window => window.PerSecond, healthy, failing, LeastThroughput, moreIsBetter: true);
        Add(report, "beside a bystander who stores as much, p50", "ms", window => window.Median, healthy, storing, null);
        Add(report, "beside a bystander who stores as much, p99", "ms", window => window.High, healthy, storing, null);
        Add(report, "envelopes beside that bystander", "a second", window => window.PerSecond, healthy, storing, null, moreIsBetter: true);
        report.Add(new Figure(Part, "envelopes delivered more than once", stand.Partner.Arrivals.Repeats, "envelopes"));
    }

    private static void Add(
        Report report,
        string name,
        string unit,
        Func<IsolationWindow, double> of,
        List<IsolationWindow> healthy,
        List<IsolationWindow> other,
        double? aim,
        bool moreIsBetter = false) =>
        report.Add(new Figure(
            Part, name, Statistics.Median(other.Select(of)), unit, Statistics.Median(healthy.Select(of)), Floor, aim, AimIsRatio: aim is not null, moreIsBetter));
}
