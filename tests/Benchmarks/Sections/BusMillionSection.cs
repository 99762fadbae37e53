using System.Diagnostics;
using Relay.Benchmarks.Bus;
using Relay.Benchmarks.Measure;

namespace Relay.Benchmarks.Sections;

/// <summary>The embedded bus with a million messages on disk: its memory, its restart, and the disk that it takes and gives back.</summary>
internal static class BusMillionSection
{
    public const string Part = "bus-million";

    private const double MostMegabytes = 150;
    private const string Fresh = "fresh and empty";

    private static readonly BusLoad Million = BusLoad.Small with { Count = 1_000_000 };
    private static readonly BusLoad WarmUp = BusLoad.Small with { Count = 20_000 };

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        var data = BusKind.Durable.Data(folder)!;
        var bodies = (double)Million.Count * Million.MessageBytes / (1024 * 1024);
        var (emptyStart, emptyMemory) = await StartEmptyAsync(folder, cancel);
        double queued;
        await using (var stand = await BusStand.StartAsync(folder, data, cancel))
        {
            await stand.WarmUpAsync(() => TurnOverAsync(stand, cancel));
            AddMemory(report, "when warm and empty", stand, emptyMemory, null);
            var rate = await stand.MeasureAsync(Million.Count, () => stand.Traffic.SendAsync(Million, cancel));
            report.Add(new Figure(Part, "1 KB sends until a million are queued", rate.PerSecond, "a second"));
            AddMemory(report, "with a million queued", stand, emptyMemory, MostMegabytes);
            AddHighest(report, "before the restart", stand);
            queued = await FolderSize.SettledMegabytesAsync(data, cancel);
            report.Add(new Figure(Part, "disk with a million queued", queued, "MB", bodies, "their bodies"));
        }

        var begin = Stopwatch.GetTimestamp();
        await using (var stand = await BusStand.StartAsync(folder, data, cancel))
        {
            report.Add(new Figure(Part, "restart with a million queued", Stopwatch.GetElapsedTime(begin).TotalSeconds, "s", emptyStart, Fresh));
            AddMemory(report, "after that restart", stand, emptyMemory, MostMegabytes);
            var rate = await stand.MeasureAsync(Million.Count, () => stand.Traffic.ReceiveAsync(Million, cancel));
            report.Add(new Figure(Part, "1 KB receive and complete until none is left", rate.PerSecond, "a second"));
            AddMemory(report, "with all consumed", stand, emptyMemory, null);
            AddHighest(report, "after the restart", stand);
            var left = await FolderSize.SettledMegabytesAsync(data, cancel);
            report.Add(new Figure(Part, "disk with all consumed", left, "MB"));
            report.Add(new Figure(Part, "disk given back", (1 - (left / queued)) * 100, "%"));
        }
    }

    private static async Task TurnOverAsync(BusStand stand, CancellationToken cancel)
    {
        await stand.Traffic.SendAsync(WarmUp, cancel);
        await stand.Traffic.ReceiveAsync(WarmUp, cancel);
    }

    private static async Task<(double Seconds, double Megabytes)> StartEmptyAsync(string folder, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var stand = await BusStand.StartAsync(folder, Path.Combine(folder, "empty"), cancel);
        return (Stopwatch.GetElapsedTime(begin).TotalSeconds, stand.MemoryMegabytes.Now);
    }

    private static void AddMemory(Report report, string when, BusStand stand, double empty, double? aim) =>
        report.Add(new Figure(Part, $"broker's memory {when}", stand.MemoryMegabytes.Now, "MB", empty, Fresh, aim));

    private static void AddHighest(Report report, string when, BusStand stand) =>
        report.Add(new Figure(Part, $"broker's memory, highest {when}", stand.MemoryMegabytes.Highest, "MB"));
}
