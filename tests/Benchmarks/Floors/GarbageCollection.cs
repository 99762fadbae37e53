using System.Text.Json;
using Relay.Local.Stack;

namespace Relay.Benchmarks.Floors;

/// <summary>The relay's settings of garbage collection, so that the floor runs with the same.</summary>
internal static class GarbageCollection
{
    /// <summary>Whether the relay's program is built to use server garbage collection.</summary>
    public static bool IsServer()
    {
        using var configuration = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.AppFolder, "Relay.Functions.runtimeconfig.json")));
        return configuration.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties)
            && properties.TryGetProperty("System.GC.Server", out var server)
            && server.GetBoolean();
    }

    /// <summary>The environment of a child with the same setting.</summary>
    public static Dictionary<string, string> Environment() => new() { ["DOTNET_gcServer"] = IsServer() ? "1" : "0" };
}
