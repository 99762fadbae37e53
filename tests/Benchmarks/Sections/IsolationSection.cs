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
    private const string Healthy = "beside healthy ones";
    private const string Storing = "beside healthy ones and a bystander";

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

        Add(report, "the way to a healthy partner, p50", "ms", window => window.Median, failing, (healthy, Healthy), null);
        Add(report, "the way to a healthy partner, p99", "ms", window => window.High, failing, (healthy, Healthy), MostLatency);
        Add(report, "envelopes to a healthy partner", "a second", window => window.PerSecond, failing, (healthy, Healthy), LeastThroughput, moreIsBetter: true);

        // What is left when the storage that all share is as busy for another reason.
        Add(report, "p50, to that beside a bystander who stores as much", "ms", window => window.Median, failing, (storing, Storing), null);
        Add(report, "p99, to that beside a bystander who stores as much", "ms", window => window.High, failing, (storing, Storing), MostLatency);
        Add(report, "envelopes, to those beside such a bystander", "a second", window => window.PerSecond, failing, (storing, Storing), LeastThroughput, moreIsBetter: true);
        report.Add(new Figure(Part, "envelopes delivered more than once", stand.Partner.Arrivals.Repeats, "envelopes"));
    }

    private static void Add(
        Report report,
        string name,
        string unit,
        Func<IsolationWindow, double> of,
        List<IsolationWindow> measured,
        (List<IsolationWindow> Windows, string Name) floor,
        double? aim,
        bool moreIsBetter = false) =>
        report.Add(new Figure(
            Part, name, Statistics.Median(measured.Select(of)), unit, Statistics.Median(floor.Windows.Select(of)), floor.Name, aim, AimIsRatio: aim is not null, moreIsBetter));
}
