using System.Collections.Concurrent;
using System.Reflection;

namespace Relay.Local.Bus.Compliance.Results;

/// <summary>What passed and what failed in this run.</summary>
internal static class ScenarioResults
{
    private static readonly ConcurrentDictionary<(MethodInfo, ClientKind), bool> Passed = new();

    public static void Record(MethodInfo scenario, ClientKind client, bool passed) => Passed[(scenario, client)] = passed;

    /// <summary>Null when the scenario has not run.</summary>
    public static bool? Of(MethodInfo scenario, ClientKind client) => Passed.TryGetValue((scenario, client), out var passed) ? passed : null;
}
