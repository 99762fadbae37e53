using Relay.Benchmarks.Bus;
using Relay.Benchmarks.Measure;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// The embedded bus alone, by the official client: sends, receive and complete, and one message there and back, kept on disk and
/// in memory, each beside a bare TCP server that does with the same bytes what cannot be left out.
/// </summary>
internal static class BusSection
{
    public const string Part = "bus";

    private const int Trips = 500;
    private const double LeastSends = 25_000;
    private const double LeastReceives = 9_000;
    private const double LeastEnvelopes = 100_000;
    private const double MostTripMilliseconds = 2;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        foreach (var kind in new[] { BusKind.Durable, BusKind.InMemory })
        {
            await using var stand = await BusStand.StartAsync(folder, kind.Data(folder), cancel);
            await using var floor = await FloorTraffic.StartAsync(kind.FloorFile(folder));
            AddSmall(report, kind, await BusWindows.MeasureAsync(stand, floor, BusLoad.Small, cancel));
            AddPacked(report, kind, await BusWindows.MeasureAsync(stand, floor, BusLoad.Packed, cancel));
            await AddTripsAsync(report, kind, stand, floor, cancel);
            var (now, highest) = stand.MemoryMegabytes;
            report.Add(new Figure(Part, $"{kind.Name}: broker's memory after it", now, "MB"));
            report.Add(new Figure(Part, $"{kind.Name}: broker's memory, highest", highest, "MB"));
        }
    }

    private static void AddSmall(Report report, BusKind kind, BusWindows windows)
    {
        AddRate(report, kind, "1 KB sends, batches of 100", windows.Sends, windows.Floor.Sends, LeastSends);
        AddRate(report, kind, "1 KB receive and complete", windows.Receives, windows.Floor.Receives, LeastReceives);
    }

    private static void AddPacked(Report report, BusKind kind, BusWindows windows)
    {
        AddRate(report, kind, "120 KB sends, 8 at a time", windows.Sends, windows.Floor.Sends, null);
        var envelopes = windows.Sends(rate => rate.PerSecond) * BusLoad.EnvelopesInPack;
        report.Add(new Figure(
            Part, $"{kind.Name}: envelopes sent so, 100 to a message", envelopes, "a second", Aim: kind.IsDurable ? LeastEnvelopes : null, MoreIsBetter: true));
        AddRate(report, kind, "120 KB receive and complete", windows.Receives, windows.Floor.Receives, null);
    }

    private static void AddRate(Report report, BusKind kind, string name, Func<Func<BusRate, double>, double> median, double floor, double? aim)
    {
        const string Unit = "us CPU/message";
        report.Add(new Figure(
            Part, $"{kind.Name}: {name}", median(rate => rate.PerSecond), "a second", floor, kind.FloorName, kind.IsDurable ? aim : null, MoreIsBetter: true));
        report.Add(new Figure(Part, $"{kind.Name}: … broker", median(rate => rate.BrokerMicroseconds), Unit));
        report.Add(new Figure(Part, $"{kind.Name}: … client", median(rate => rate.ClientMicroseconds), Unit));
    }

    private static async Task AddTripsAsync(Report report, BusKind kind, BusStand stand, FloorTraffic floor, CancellationToken cancel)
    {
        await stand.WarmUpAsync(() => stand.Traffic.TripsAsync(Trips, BusLoad.Kilobyte, cancel));
        await floor.TripsAsync(Trips, BusLoad.Kilobyte, cancel);
        var (trips, floors) = (new List<double[]>(), new List<double[]>());
        for (var i = 0; i < Statistics.Windows; i++)
        {
            floors.Add(await floor.TripsAsync(Trips, BusLoad.Kilobyte, cancel));
            trips.Add(await stand.Traffic.TripsAsync(Trips, BusLoad.Kilobyte, cancel));
        }

        Add("p50", 0.5, kind.IsDurable ? MostTripMilliseconds : null);
        Add("p99", 0.99, null);

        void Add(string name, double part, double? aim) => report.Add(new Figure(
            Part, $"{kind.Name}: send, receive, complete one, {name}", Median(trips, part), "ms", Median(floors, part), kind.FloorName, aim));
    }

    private static double Median(List<double[]> windows, double part) =>
        Statistics.Median(windows.Select(window => Statistics.Percentile(window, part)));
}
