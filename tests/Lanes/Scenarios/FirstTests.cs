using Relay.Lanes.Tests.Scheduler;
using Relay.Lanes.Tests.Fakes;

namespace Relay.Lanes.Tests.Scenarios;

public sealed class FirstTests
{
    [Fact]
    public void Explore_TwoMessagesOfOneLane_NothingFails() => Explored.All(new Scenario
    {
        Arrivals = [new Arrival(Explored.Lane(), new Letter(1, "ben")), new Arrival(Explored.Lane(), new Letter(2, "ben"))],
    });

    [Fact]
    public void Explore_Crash() => Explored.All(new Scenario
    {
        Arrivals = [new Arrival(Explored.Lane(), new Letter(1, "ben")), new Arrival(Explored.Lane(), new Letter(2, "ben"))],
        Faults = new Dictionary<string, int> { [Scenario.Crash] = 1, [Scenario.LockLoss] = 1 },
    });

    [Fact]
    public void Explore_Fails() => Explored.All(new Scenario
    {
        Arrivals = [new Arrival(Explored.Lane(), new Letter(1, "ben")), new Arrival(Explored.Lane(), new Letter(2, "ben"))],
        Faults = new Dictionary<string, int> { [Partner.Fails] = 1 },
    });

    [Fact]
    public void Explore_FailsCrash() => Explored.All(new Scenario
    {
        Arrivals = [new Arrival(Explored.Lane(), new Letter(1, "ben")), new Arrival(Explored.Lane(), new Letter(2, "ben"))],
        Faults = new Dictionary<string, int> { [Partner.Fails] = 1, [Scenario.Crash] = 1 },
    });
}
