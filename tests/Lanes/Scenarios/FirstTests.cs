using Relay.Lanes.Tests.Scheduler;
using Relay.Lanes.Tests.Fakes;

namespace Relay.Lanes.Tests.Scenarios;

public sealed class FirstTests
{
    private static Arrival[] Two => [new Arrival(Explored.Lane(), new Letter(1, "ben")), new Arrival(Explored.Lane(), new Letter(2, "ben"))];

    [Theory]
    [InlineData("crash")]
    [InlineData("lock-loss")]
    [InlineData("post-fails")]
    [InlineData("post-answer")]
    [InlineData("store-answer")]
    [InlineData("crash late-effect")]
    [InlineData("post-fails crash")]
    [InlineData("post-fails lock-loss")]
    [InlineData("post-fails store-answer")]
    [InlineData("post-fails post-fails crash")]
    [InlineData("post-fails slow-call")]
    [InlineData("outage")]
    [InlineData("outage crash")]
    public void Explore(string faults) => Explored.All(new Scenario
    {
        Arrivals = Two,
        Faults = faults.Split(' ').GroupBy(f => f).ToDictionary(f => f.Key, f => f.Count()),
    });
}
