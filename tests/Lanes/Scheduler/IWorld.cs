namespace Relay.Lanes.Tests.Scheduler;

/// <summary>What surrounds the calls of an execution.</summary>
internal interface IWorld
{
    /// <summary>What may happen by itself now, apart from the operations that calls wait for.</summary>
    IEnumerable<Step> Events();

    /// <summary>Faults that may happen now; they take from the budgets.</summary>
    IEnumerable<Step> Faults();

    /// <summary>The passing of time to the next thing that is due, once nothing else can happen; null when the world has come to rest.</summary>
    Step? Wait();

    /// <summary>Judges the state after a step.</summary>
    /// <exception cref="BrokenInvariantException">Something that must always hold does not.</exception>
    void Check();
}
