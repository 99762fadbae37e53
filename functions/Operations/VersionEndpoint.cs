using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Relay.Functions.Operations;

/// <summary>Which program this is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Commit">The commit that it was built from; null where the build did not know it.</param>
/// <param name="StartedAt">When this instance started.</param>
public sealed record ProgramVersion(string Version, string? Commit, DateTimeOffset StartedAt)
{
    /// <summary>Reads an informational version: <c>version+commit</c>, or the version alone.</summary>
    internal static ProgramVersion Parse(string informational, DateTimeOffset startedAt)
    {
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? new ProgramVersion(informational, null, startedAt) : new ProgramVersion(informational[..plus], informational[(plus + 1)..], startedAt);
    }

    /// <summary>The version of this program.</summary>
    internal static string Informational { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}

/// <summary><c>GET /health/version</c>.</summary>
internal sealed class VersionEndpoint(TimeProvider clock)
{
    private readonly ProgramVersion _version = ProgramVersion.Parse(ProgramVersion.Informational, clock.GetUtcNow() - Age());

    public Task GetAsync(HttpContext context) => context.Response.WriteAsJsonAsync(_version, VersionJson.Default.ProgramVersion);

    private static TimeSpan Age()
    {
        using var process = Process.GetCurrentProcess();
        return DateTime.UtcNow - process.StartTime.ToUniversalTime();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProgramVersion))]
internal sealed partial class VersionJson : JsonSerializerContext;
