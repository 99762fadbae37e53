using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Instances whose clocks are not the queue's.</summary>
public sealed class SkewTests
{
    [Theory]
    [InlineData(-2_000)]
    [InlineData(-500)]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(2_000)]
    public void Drain_RecipientThatWaitsAndClockThatDiffers_DoesNotTryWithoutWaiting(int milliseconds)
    {
        const int Waits = 3;
        var scenario = new Scenario
        {
            Arrivals = [new Arrival(Family.Lane(), new Letter(1, "ben"))],
            Partner = partner => partner.RetryFor.Add("ben"),
            Skew = TimeSpan.FromMilliseconds(milliseconds),
            Spread = true,
            MostWaits = Waits,
            MostSteps = 500,
        };

        var result = Explored.Run(scenario, new Ordinary());

        Assert.Null(result.Fault);
        var explored = result.Schedule.TakeWhile(label => label != Scheduled.End).ToList();
        Assert.Contains(explored, label => label.StartsWith("B takes", StringComparison.Ordinal));

        // A clock that is behind brings the next alarm nearer; the wait after it is twice as long.
        Assert.InRange(explored.Count(label => label.Contains("set Drain", StringComparison.Ordinal)), 2, 2 * Waits);
    }
}
