using System.Globalization;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>The whole way at saturation: accept, durable queue, delivery, the partner's answer; then what it asks of storage.</summary>
internal static class WaySection
{
    public const string Part = "way";

    private const double LeastPerSecond = 25_000;
    private const double MostMicroseconds = 40;
    private const double MostMegabytes = 200;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await using (var stand = await RelayStand.StartAsync(new StandOptions(Path.Combine(folder, "load")), cancel))
        {
            using var http = new HttpLoad();
            foreach (var (name, partner) in new[] { ("4 lanes", Accounts.FourLanes), ("1 lane", Accounts.OneLane) })
                Add(report, name, await WayWindows.MeasureAsync(stand, http, partner, cancel));

            var (now, highest) = ProcessUse.MemoryMegabytes(stand.ProgramId);
            report.Add(new Figure(Part, "program's memory after it", now, "MB", Aim: MostMegabytes));
            report.Add(new Figure(Part, "program's memory, highest", highest, "MB"));
            report.Add(new Figure(Part, "envelopes delivered more than once", stand.Partner.Arrivals.Repeats, "envelopes"));
        }

        await StorageUse.MeasureAsync(Path.Combine(folder, "storage"), report, cancel);
    }

    private static void Add(Report report, string name, IReadOnlyList<WayCost> windows)
    {
        const string Unit = "us CPU/envelope";
        double Median(Func<WayCost, double> of) => Statistics.Median(windows.Select(of));
        double Sum(WayCost cost, params string[] without) => cost.Microseconds.Where(use => !without.Contains(use.Key)).Sum(use => use.Value);

        report.Add(new Figure(Part, $"{name}: envelopes", Median(cost => cost.PerSecond), "a second", Aim: LeastPerSecond, MoreIsBetter: true));
        report.Add(new Figure(Part, $"{name}: all processes", Median(cost => Sum(cost)), Unit, Aim: MostMicroseconds));
        report.Add(new Figure(Part, $"{name}: all without Azurite", Median(cost => Sum(cost, ProcessNames.Azurite)), Unit, Aim: MostMicroseconds));
        foreach (var process in windows[0].Microseconds.Keys)
            report.Add(new Figure(Part, $"{name}: {process}", Median(cost => cost.Microseconds[process]), Unit));
        report.Add(new Figure(Part, $"{name}: envelopes in a packed message", Median(cost => cost.EnvelopesEach), "envelopes"));
        var cores = string.Create(CultureInfo.InvariantCulture, $"% of {Environment.ProcessorCount} cores");
        report.Add(new Figure(Part, $"{name}: not used by these", Median(cost => cost.UnusedPart * 100), cores));
        report.Add(new Figure(Part, $"{name}: used by others on this machine", Median(cost => cost.OthersPart * 100), cores));
    }
}
