using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale;

/// <summary>The days whose plots are committed in docs/scale, by file name.</summary>
public static class CommittedDays
{
    /// <summary>A relay on Standard, one on Premium, the same without one of its namespaces, and everybody.</summary>
    public static readonly IReadOnlyDictionary<string, SimulationOptions> All = new Dictionary<string, SimulationOptions>(StringComparer.Ordinal)
    {
        ["1-million.svg"] = new() { Users = 1e6 },
        ["10-million.svg"] = new() { Users = 1e7 },
        ["namespace-away.svg"] = new() { Users = 1e7, OutageHours = 0, NamespaceOutageHours = 1 },
        ["everybody.svg"] = new() { Users = 2.6e9, OutageHours = 4 },
    };
}
