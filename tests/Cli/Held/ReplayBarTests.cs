using Relay.Cli.Held;
using Relay.Client.Operators;

namespace Relay.Cli.Tests.Held;

public sealed class ReplayBarTests
{
    [Theory]
    [InlineData(0, 0, 100, 0, "[........................]   0%  0 of 100  0/s")]
    [InlineData(50, 0, 150, 10, "[######..................]  25%  50 of 200  5.0/s  0:30 left")]
    [InlineData(90, 10, 7_200, 1, "[........................]   1%  100 of 7,300  100/s  1:12 left")]
    [InlineData(1, 0, 7_200, 1, "[........................]   0%  1 of 7,201  1.0/s  2:00:00 left")]
    [InlineData(10, 0, 0, 2, "[########################] 100%  10 of 10  5.0/s")]
    [InlineData(0, 0, 0, 0, "[########################] 100%  0 of 0  0/s")]
    public void Format_OnATerminal_HasABarAndNumbers(int replayed, int expired, int remaining, int seconds, string expected) =>
        Assert.Equal(expected, ReplayBar.Format(new ReplayTotals(replayed, expired, 0, remaining), TimeSpan.FromSeconds(seconds), withBar: true));

    [Fact]
    public void Format_ElsewhereThanOnATerminal_HasNumbersAlone() =>
        Assert.Equal("25%  50 of 200  5.0/s  0:30 left", ReplayBar.Format(new ReplayTotals(50, 0, 0, 150), TimeSpan.FromSeconds(10), withBar: false));

    [Fact]
    public void Totals_AfterSteps_AddWhatWasDone_AndTakeWhatRemains()
    {
        var totals = new ReplayTotals(0, 0, 1, 10).After(new ReplayStep(4, 1, 1, 5, "c")).After(new ReplayStep(5, 0, 0, 0));

        Assert.Equal(new ReplayTotals(9, 1, 1, 0), totals);
        Assert.Equal(10, totals.Ended);
    }
}
