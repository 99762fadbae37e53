using System.Text.Json;

namespace Relay.Cli.Supply;

/// <summary>Asks the npm registry for advisories about the packages of a lock.</summary>
internal static class NpmAudit
{
    public const string Name = "npm";

    /// <summary>Audits the lock of a folder.</summary>
    public static async Task<AuditResult> RunAsync(string what, string folder, CancellationToken cancel)
    {
        var audit = await Tool.RunAsync("npm", ["audit", "--json", "--package-lock-only", "--prefix", folder], cancel);
        return Read(what, audit.Output);
    }

    /// <summary>Reads what <c>npm audit --json</c> prints; it ends with 1 both when it finds something and when it could not ask.</summary>
    public static AuditResult Read(string what, string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            if (!document.RootElement.TryGetProperty("vulnerabilities", out var vulnerabilities))
                return AuditResult.Impossible(what, "the npm registry at hand offers no advisories");

            return new AuditResult(what, null, [.. vulnerabilities.EnumerateObject().Select(one => $"{one.Name} {one.Value.GetProperty("range")}: {one.Value.GetProperty("severity")}")]);
        }
        catch (JsonException)
        {
            return AuditResult.Impossible(what, "npm audit did not print what it found");
        }
    }
}
