using Microsoft.Extensions.Options;
using Relay.Functions.Lanes;

namespace Relay.Functions.Tests.Lanes;

public sealed class ProbeScheduleTests
{
    private static readonly LaneOptions Bounds = new() { FirstProbeMilliseconds = 1_000, LongestProbeSeconds = 60 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(8, 60)]
    [InlineData(1_000, 60)]
    [InlineData(int.MaxValue, 60)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    public void Wait_Attempts_DoubleUpToTheLongest(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Round(Schedule(new Share(1)).Wait(attempts, null)));

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.5, 0.9)]
    [InlineData(1, 1)]
    public void Wait_Jitter_TakesAFifthAtMost(double random, double share)
    {
        Assert.Equal(TimeSpan.FromSeconds(share), Round(Schedule(new Share(random)).Wait(1, null)));
        Assert.Equal(TimeSpan.FromSeconds(60 * share), Round(Schedule(new Share(random)).Wait(20, null)));
    }

    [Fact]
    public void Wait_ManyTimes_DiffersAndStaysWithinBounds()
    {
        var schedule = Schedule(new Random(1));
        var waits = Enumerable.Range(0, 1_000).Select(_ => schedule.Wait(4, null)).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(6.4), TimeSpan.FromSeconds(8)));
        Assert.InRange(waits.Distinct().Count(), 900, 1_000);
    }

    [Theory]
    [InlineData(-3_600, 1)]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    [InlineData(60, 60)]
    [InlineData(61, 60)]
    [InlineData(86_400, 60)]
    public void Wait_RetryAfter_IsKeptWithinTheBounds(double asked, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), Schedule(new Share(0)).Wait(9, TimeSpan.FromSeconds(asked)));

    [Fact]
    public void Wait_RetryAfterWithoutEnd_IsTheLongest()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Schedule(new Share(0)).Wait(1, TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromSeconds(1), Schedule(new Share(0)).Wait(1, TimeSpan.MinValue));
    }

    [Fact]
    public void Wait_LargestConfiguredNumbers_DoesNotOverflow() =>
        Assert.Equal(
            TimeSpan.FromHours(1),
            new ProbeSchedule(Options.Create(new LaneOptions { FirstProbeMilliseconds = 60_000, LongestProbeSeconds = 3_600 }), new Share(1)).Wait(int.MaxValue, null));

    private static ProbeSchedule Schedule(Random random) => new(Options.Create(Bounds), random);

    private static TimeSpan Round(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Round(wait.TotalMilliseconds));

    private sealed class Share(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
