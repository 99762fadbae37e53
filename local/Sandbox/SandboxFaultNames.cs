using System.Text.Json;

namespace Relay.Local.Sandbox;

/// <summary>The names of the faults as people and JSON write them.</summary>
public static class SandboxFaultNames
{
    private static readonly Dictionary<string, SandboxFault> ByName = Enum.GetValues<SandboxFault>().ToDictionary(Of);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => ByName.Keys;

    /// <summary>The name of a fault.</summary>
    public static string Of(SandboxFault fault) => JsonNamingPolicy.KebabCaseLower.ConvertName(fault.ToString());

    /// <summary>The fault of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static SandboxFault Find(string name) => ByName[name];
}
