using Relay.Functions.Lanes;
using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class SimulatorTests
{
    private readonly ScaleFiles _files = Checkout.Files;

    [Fact]
    public void Day_LosesNothing_AndParksOnlyDuringTheOutage()
    {
        var day = _files.Simulator().Run(new SimulationOptions { Users = 1e6, OutageHours = 1 });

        Assert.Equal(day.Accepted, day.Delivered + day.Waiting, day.Accepted * 1e-9);
        Assert.All(day.Minutes.Where(minute => minute.Index < 12 * 60), minute => Assert.Equal(0, minute.ParkedBytes));
        Assert.True(day.Minutes[(13 * 60) - 1].ParkedBytes > 0);
        Assert.NotNull(day.DrainSeconds);
        Assert.Equal(0, day.Minutes[^1].ParkedBytes);
        Assert.Equal(1440, day.Minutes.Count);
    }

    [Fact]
    public void Relay_TooSmallForItsUsers_IsThrottled_AndItsSendersWait()
    {
        var small = _files.Simulator().Run(new SimulationOptions { Users = 1e7, Stamps = 1, Namespaces = 1, Tier = BusTier.Standard, OutageHours = 0 });
        var right = _files.Simulator().Run(new SimulationOptions { Users = 1e7, OutageHours = 0 });

        Assert.True(small.Minutes.Max(minute => minute.Throttled) > 0);
        Assert.All(small.Minutes, minute => Assert.True(minute.Credits <= _files.Model()["bus.standardCredits"] + 1e-6));
        Assert.Equal(0, right.Minutes.Max(minute => minute.Throttled));
        Assert.True(small.Accepted < right.Accepted);
        Assert.True(small.AtSenders > 0);
        Assert.All(small.Minutes, minute => Assert.True(minute.Throttled >= 0.9 * minute.Unavailable / minute.Packed, $"{minute}"));
        Assert.Equal(right.Accepted, small.Accepted + small.AtSenders, right.Accepted * 0.01);
    }

    [Fact]
    public void Outage_IsProbedByTheProgramsOwnSchedule_AndEndsWhenThePartnerSends()
    {
        var lanes = new LaneOptions();
        var outage = new Outage(lanes, 2, new Random(1));

        // Doubling from the first wait, then one each longest wait, which jitter shortens by up to a fifth.
        var grown = Math.Log2(lanes.LongestProbeSeconds * 1000.0 / lanes.FirstProbeMilliseconds);
        Assert.InRange(outage.Probes, 7200.0 / lanes.LongestProbeSeconds, grown + 2 + (7200 / (0.8 * lanes.LongestProbeSeconds)));
        Assert.InRange(outage.FoundSecond - outage.UntilSecond, 0, lanes.WokenProbeSeconds);
        Assert.True(outage.IsOpen(Outage.FromSecond) && !outage.IsOpen(outage.FoundSecond));
    }

    [Fact]
    public void Outage_OfNoTime_IsNone()
    {
        var outage = new Outage(new LaneOptions(), 0, new Random(1));

        Assert.Equal(0, outage.Probes);
        Assert.False(outage.IsOpen(Outage.FromSecond));
    }

    [Fact]
    public void Drain_OfALane_TakesAtLeastWhatThePaceAllows()
    {
        var day = _files.Simulator().Run(new SimulationOptions { Users = 1e6, OutageHours = 1 });
        var limits = _files.Limits();
        var lane = day.Size.Lanes[1] / limits.LaneSeconds;

        Assert.All(day.Minutes, minute => Assert.True(minute.Drained <= lane * minute.Packed * 1.25, $"{minute}"));
        Assert.True(day.Minutes.Max(minute => minute.Drained) > 0);
    }
}
