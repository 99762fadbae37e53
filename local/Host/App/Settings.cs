using System.Text.RegularExpressions;

namespace Relay.Local.Host.App;

/// <summary>App settings: those given first, then the environment of this process.</summary>
internal sealed partial class Settings(IReadOnlyDictionary<string, string> given)
{
    /// <summary>The value of a setting, or null.</summary>
    public string? Find(string name) =>
        given.TryGetValue(name, out var value) ? value : System.Environment.GetEnvironmentVariable(name);

    /// <summary>Replaces every %NAME% by its setting. False, with the name, when one has none.</summary>
    public bool TryExpand(string text, out string expanded, out string missing)
    {
        var lacking = "";
        expanded = Token().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            if (Find(name) is { } value)
                return value;
            lacking = name;
            return match.Value;
        });
        missing = lacking;
        return lacking.Length == 0;
    }

    /// <summary>
    /// The connection string behind a connection name, looked up as the WebJobs SDK does: with the prefix AzureWebJobs first.
    /// </summary>
    public string? FindConnection(string name) => Find("AzureWebJobs" + name) ?? Find(name);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Token();
}
