using System.Text.Json;

namespace Relay.Cli.Supply;

/// <summary>
/// Asks the NuGet sources for advisories. A source that offers none would be reported as "no vulnerable packages": its service index
/// is looked at first.
/// </summary>
internal static class NuGetAudit
{
    public const string Name = "nuget";

    private const string AdvisoriesResource = "VulnerabilityInfo/";

    /// <summary>Audits a solution.</summary>
    public static async Task<AuditResult> RunAsync(string solution, HttpClient http, CancellationToken cancel)
    {
        var sources = await Tool.RunAsync("dotnet", ["nuget", "list", "source", "--format", "Short"], cancel);
        var asked = 0;
        foreach (var source in HttpSources(sources.Output))
        {
            if (await OffersAdvisoriesAsync(http, source, cancel))
                asked++;
        }

        if (asked == 0)
            return AuditResult.Impossible(Name, "no NuGet source at hand offers advisories");

        var listed = await Tool.RunAsync("dotnet", ["list", solution, "package", "--vulnerable", "--include-transitive", "--format", "json"], cancel);
        return listed.Exit == 0
            ? new AuditResult(Name, null, Advisories(listed.Output))
            : AuditResult.Impossible(Name, $"dotnet list package ended with {listed.Exit}");
    }

    /// <summary>The addresses of enabled sources.</summary>
    public static IEnumerable<Uri> HttpSources(string listed) => listed
        .Split('\n', StringSplitOptions.TrimEntries)
        .Where(line => line.StartsWith("E ", StringComparison.Ordinal))
        .Select(line => line[2..])
        .Where(source => source.StartsWith("http", StringComparison.Ordinal))
        .Select(source => new Uri(source));

    /// <summary>Whether a service index names a resource of advisories.</summary>
    public static bool NamesAdvisories(string serviceIndex)
    {
        using var document = JsonDocument.Parse(serviceIndex);
        return document.RootElement.GetProperty("resources").EnumerateArray().Any(resource =>
            resource.TryGetProperty("@type", out var type) && type.GetString()!.StartsWith(AdvisoriesResource, StringComparison.Ordinal));
    }

    /// <summary>Packages that <c>dotnet list package --vulnerable</c> names, each once.</summary>
    public static IReadOnlyList<string> Advisories(string listed)
    {
        using var document = JsonDocument.Parse(listed);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var project in document.RootElement.GetProperty("projects").EnumerateArray())
        {
            foreach (var framework in Members(project, "frameworks"))
            {
                foreach (var package in Members(framework, "topLevelPackages").Concat(Members(framework, "transitivePackages")))
                {
                    foreach (var advisory in Members(package, "vulnerabilities"))
                        found.Add($"{package.GetProperty("id")} {package.GetProperty("resolvedVersion")}: {advisory.GetProperty("severity")}, {advisory.GetProperty("advisoryurl")}");
                }
            }
        }

        return [.. found];
    }

    private static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var array) ? array.EnumerateArray() : [];

    private static async Task<bool> OffersAdvisoriesAsync(HttpClient http, Uri source, CancellationToken cancel)
    {
        try
        {
            return NamesAdvisories(await http.GetStringAsync(source, cancel));
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or JsonException || (unanswered is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false; // it is not asked, and the audit says so if none is
        }
    }
}
