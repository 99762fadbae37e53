using Relay.Benchmarks.Measure;

namespace Relay.Benchmarks.Bus;

/// <summary>Windows of a load on the bus, each beside one on the floor.</summary>
internal sealed class BusWindows
{
    private readonly List<BusRate> sends = [];
    private readonly List<BusRate> receives = [];
    private readonly List<double> floorSends = [];
    private readonly List<double> floorReceives = [];

    private BusWindows()
    {
    }

    /// <summary>Messages a second that the floor took, and gave back with a completion each.</summary>
    public (double Sends, double Receives) Floor => (Statistics.Median(floorSends), Statistics.Median(floorReceives));

    public static async Task<BusWindows> MeasureAsync(BusStand stand, FloorTraffic floor, BusLoad load, CancellationToken cancel)
    {
        await stand.WarmUpAsync(async () =>
        {
            await stand.Traffic.SendAsync(load, cancel);
            await stand.Traffic.ReceiveAsync(load, cancel);
        });
        await floor.SendAsync(load, cancel);
        await floor.ReceiveAsync(load, cancel);

        var windows = new BusWindows();
        for (var i = 0; i < Statistics.Windows; i++)
        {
            windows.floorSends.Add(await floor.SendAsync(load, cancel));
            windows.sends.Add(await stand.MeasureAsync(load.Count, () => stand.Traffic.SendAsync(load, cancel)));
            windows.floorReceives.Add(await floor.ReceiveAsync(load, cancel));
            windows.receives.Add(await stand.MeasureAsync(load.Count, () => stand.Traffic.ReceiveAsync(load, cancel)));
        }

        return windows;
    }

    /// <summary>The median of the sends.</summary>
    public double Sends(Func<BusRate, double> of) => Statistics.Median(sends.Select(of));

    /// <summary>The median of receiving and completing.</summary>
    public double Receives(Func<BusRate, double> of) => Statistics.Median(receives.Select(of));
}
