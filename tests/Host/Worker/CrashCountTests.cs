using Relay.Local.Host.Worker;

namespace Relay.Local.Host.Tests.Worker;

public sealed class CrashCountTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30, 30, true)]
    [InlineData(0, 0, true)]
    [InlineData(31, 30, false)]
    [InlineData(30, 31, false)]
    public void ThirdCrash_ByMinutesBetween_StopsOrNot(int first, int second, bool stops)
    {
        var clock = new FakeClock(Start);
        var count = new CrashCount(clock);

        Assert.False(count.AddAndCheck());
        clock.AdvanceTo(Start.AddMinutes(first));
        Assert.False(count.AddAndCheck());
        clock.AdvanceTo(Start.AddMinutes(first + second));
        Assert.Equal(stops, count.AddAndCheck());
    }
}
