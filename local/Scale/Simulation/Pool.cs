using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>The instances of one scale group: they start some at a time, and leave slowly.</summary>
public sealed class Pool(NumberFile model)
{
    private const double LeavingPerSecond = 0.05;

    /// <summary>Instances now.</summary>
    public double Count { get; private set; } = 1;

    /// <summary>Follows what is needed by a second.</summary>
    public void Follow(double needed)
    {
        var wanted = Math.Clamp(Math.Ceiling(needed), 1, model["instance.most"]);
        Count = wanted > Count ? Math.Min(wanted, Count + model["instance.startsPerSecond"]) : Math.Max(wanted, Count - LeavingPerSecond);
    }

    /// <summary>Seconds of instances that a second with so many calls is billed.</summary>
    public double Billed(double calls) => Count * (1 - Math.Exp(-calls / Count * model["instance.leastBilledSeconds"]));
}
