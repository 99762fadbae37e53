using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;
using Relay.Lanes.Tests.Fakes;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Explores scenarios over the production code.</summary>
internal static class Explored
{
    /// <summary>Executions of one scenario in a run that is not told otherwise: a scenario that has more is cut down until it has not.</summary>
    private const int MostExecutions = 60_000;

    /// <summary>A lane of the partner's users.</summary>
    public static Lane Lane(int number = 0, int epoch = 1, EnvelopeClass envelopeClass = EnvelopeClass.Normal) =>
        new(envelopeClass, epoch, Scenario.PartnerName, number);

    /// <summary>Goes through all executions of a scenario; fails with the schedule of the first that breaks a rule.</summary>
    public static Exploration All(Scenario scenario)
    {
        var exploration = Explorer.Explore(chooser => Run(scenario, chooser), MostExecutions);
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
        Assert.True(exploration.Failure is null, exploration.Failure);
        Assert.True(exploration.IsComplete, exploration.ToString());
        return exploration;
    }

    /// <summary>Carries out one execution.</summary>
    public static ExecutionResult Run(Scenario scenario, IChooser chooser) =>
        World.Run(scenario, (world, clock) => new ProductionRelay(world, clock), chooser);
}
