using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Relay.Functions.Hosting.Examples;

/// <summary>Fills the placeholders of an example.</summary>
public static partial class ExamplePlaceholders
{
    /// <summary>
    /// A copy with every placeholder filled in. A text that is one placeholder and nothing else becomes the value, of whatever type;
    /// within a longer text the value is written out.
    /// </summary>
    public static JsonNode? Fill(JsonNode? template, Func<string, JsonNode> value) => template switch
    {
        null => null,
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Fill(member.Key, value), Fill(member.Value, value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Fill(item, value))]),
        _ when template.GetValueKind() != System.Text.Json.JsonValueKind.String => template.DeepClone(),
        _ when NameOf(template) is { } name => value(name).DeepClone(),
        _ => JsonValue.Create(Fill(template.GetValue<string>(), value)),
    };

    /// <summary>A text with every placeholder filled in.</summary>
    public static string Fill(string template, Func<string, JsonNode> value) =>
        Placeholder().Replace(template, match => value(match.Groups[1].Value).ToString());

    /// <summary>The placeholder that a value is; null when it is none, or more than one.</summary>
    public static string? NameOf(JsonNode? template) =>
        template is JsonValue text && text.TryGetValue<string>(out var word) && Placeholder().Match(word) is { Success: true } match && match.Length == word.Length
            ? match.Groups[1].Value
            : null;

    [GeneratedRegex(@"\{\{([a-z0-9.-]+)\}\}")]
    private static partial Regex Placeholder();
}
