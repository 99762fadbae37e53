using Relay.Cli.Bus;

namespace Relay.Cli.Tests.Bus;

public sealed class StatusLogTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly StatusLog _log = new(Totals.At(0), Interval);

    [Fact]
    public void Next_NothingChanged_IsNoLine()
    {
        for (var second = 1; second < 100; second++)
            Assert.Null(_log.Next(Totals.At(second)));
    }

    [Fact]
    public void Next_OnlyTheFilesChanged_IsNoLine() => Assert.Null(_log.Next(Totals.At(30, diskBytes: 1_000_000)));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    public void Next_SomethingChanged_IsALineAtOnce(int connections, long taken, long given) =>
        Assert.NotNull(_log.Next(Totals.At(1, taken, given, connections)));

    [Fact]
    public void Next_ChangesEverySecond_IsALineInEachInterval()
    {
        var lines = Enumerable.Range(1, 40).Where(second => _log.Next(Totals.At(second, taken: second)) is not null);

        Assert.Equal([1, 11, 21, 31], lines);
    }

    [Fact]
    public void Next_ChangeWithinTheInterval_IsToldAtItsEnd()
    {
        Assert.NotNull(_log.Next(Totals.At(1, taken: 1)));
        Assert.Null(_log.Next(Totals.At(2, taken: 2)));
        Assert.NotNull(_log.Next(Totals.At(11, taken: 2)));
        Assert.Null(_log.Next(Totals.At(30, taken: 2)));
    }

    [Fact]
    public void Next_AfterALongRest_HasTheRateOfTheTimeSinceTheRest()
    {
        for (var second = 1; second <= 600; second++)
            Assert.Null(_log.Next(Totals.At(second)));

        Assert.Contains("in 500/s", _log.Next(Totals.At(601, taken: 500)), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_SteadyLoad_HasTheRateOfTheIntervalBefore()
    {
        Assert.NotNull(_log.Next(Totals.At(1, taken: 7)));
        Assert.Contains("in 20/s", _log.Next(Totals.At(11, taken: 207)), StringComparison.Ordinal);
    }
}
