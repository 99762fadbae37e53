using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Relay.Road.Tests.Examples;

/// <summary>
/// Compares JSON with the schemas of an OpenAPI 3.1 document: the keywords that this program's document uses. A keyword that it does not
/// know is a fault, so that none is passed over; a member that the schema does not name is one too.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    private static readonly string[] s_known =
        ["$ref", "type", "properties", "required", "items", "oneOf", "enum", "format", "pattern", "additionalProperties", "description", "default"];

    /// <summary>What does not fit, with its place; empty when all does.</summary>
    public IReadOnlyList<string> Faults(JsonNode? schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema!, value, "$", faults);
        return faults;
    }

    private void Check(JsonNode schema, JsonNode? value, string place, List<string> faults)
    {
        var members = schema.AsObject();
        faults.AddRange(members.Where(member => !s_known.Contains(member.Key)).Select(member => $"{place}: the schema has an unknown keyword {member.Key}"));

        if (members["$ref"] is { } reference)
        {
            Check(Resolve(reference.GetValue<string>()), value, place, faults);
            return;
        }

        if (members["oneOf"] is JsonArray choices)
        {
            var fitting = choices.Count(choice => FaultsOf(choice!, value).Count == 0);
            if (fitting != 1)
                faults.Add($"{place}: fits {fitting} of {choices.Count} choices: {string.Join("; ", choices.SelectMany(choice => FaultsOf(choice!, value)))}");
            return;
        }

        if (members["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
        {
            faults.Add($"{place}: {TypeOf(value)} instead of {type.ToJsonString()}");
            return;
        }

        if (members["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            faults.Add($"{place}: is not one of {words.ToJsonString()}");
        if (value is JsonObject objects)
            CheckObject(members, objects, place, faults);
        else if (value is JsonArray items && members["items"] is { } item)
            items.Select((each, index) => (each, index)).ToList().ForEach(at => Check(item, at.each, $"{place}[{at.index}]", faults));
        else if (TypeOf(value) == "string")
            CheckText(members, value!.GetValue<string>(), place, faults);
    }

    private void CheckObject(JsonObject schema, JsonObject value, string place, List<string> faults)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var name in schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
        {
            if (!value.ContainsKey(name))
                faults.Add($"{place}.{name}: is required");
        }

        foreach (var (name, member) in value)
        {
            if (properties?[name] is { } known)
                Check(known, member, $"{place}.{name}", faults);
            else if (schema["additionalProperties"] is JsonObject other)
                Check(other, member, $"{place}.{name}", faults);
            else
                faults.Add($"{place}.{name}: is not described");
        }
    }

    private static void CheckText(JsonObject schema, string text, string place, List<string> faults)
    {
        var fits = schema["format"]?.GetValue<string>() switch
        {
            null or "byte" => true,
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date-time" => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            var other => throw new InvalidOperationException($"The document uses the format {other}, which this check does not know."),
        };
        if (!fits || (schema["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern)))
            faults.Add($"{place}: the text has not the form that is described");
    }

    private List<string> FaultsOf(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults;
    }

    private JsonNode Resolve(string reference)
    {
        JsonNode? at = document;
        foreach (var part in reference.TrimStart('#', '/').Split('/'))
            at = at?[part];
        return at ?? throw new InvalidOperationException($"The document has no {reference}.");
    }

    private static string[] Types(JsonNode type) => type is JsonArray several ? [.. several.Select(one => one!.GetValue<string>())] : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.ToJsonString().All(sign => char.IsAsciiDigit(sign) || sign == '-') ? "integer" : "number",
        _ => "boolean",
    };
}
