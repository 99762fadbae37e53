using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Explores scenarios over the production code.</summary>
internal static class Explored
{
    /// <summary>Set to the most executions of a scenario, this explores more faults together, each as far as that goes.</summary>
    public const string BoundVariable = "RELAY_MODEL_BOUND";

    /// <summary>The bound of a run that is not told otherwise. Scenarios that have more executions than that belong to the long run.</summary>
    private const int MostExecutions = 6_000;

    /// <summary>The bound of the long run; null in a short one.</summary>
    public static int? LongBound { get; } = int.TryParse(Environment.GetEnvironmentVariable(BoundVariable), out var bound) ? bound : null;

    /// <summary>Goes through all executions of a scenario; fails with the schedule of the first that breaks a rule.</summary>
    public static void All(Scenario scenario)
    {
        var exploration = Explorer.Explore(chooser => Run(scenario, chooser), LongBound ?? MostExecutions);
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
        Assert.True(exploration.Failure is null, exploration.Failure);
        Assert.True(exploration.IsComplete || LongBound is not null, exploration.ToString());
    }

    /// <summary>Carries out one execution.</summary>
    public static ExecutionResult Run(Scenario scenario, IChooser chooser) =>
        World.Run(scenario, (world, clock) => new ProductionRelay(world, clock), chooser);
}
