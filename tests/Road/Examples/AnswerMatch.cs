using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Functions.Hosting.Examples;

namespace Relay.Road.Tests.Examples;

/// <summary>Compares an answer with the example of it: the same members and values, but for what placeholders stand for.</summary>
internal static class AnswerMatch
{
    private const string Some = "some.";

    /// <summary>
    /// What differs, with its place; empty when nothing does. A placeholder that has a value stands for it; one that has none yet is given
    /// that of the answer, when all else fits. <c>some.…</c> stands for any value of the kind that its sample has.
    /// </summary>
    public static IReadOnlyList<string> Compare(JsonNode? example, JsonNode? answer, IDictionary<string, JsonNode> values)
    {
        var differences = new List<string>();
        var found = new Dictionary<string, JsonNode>();
        Compare(example, answer, "$", values.AsReadOnly(), found, differences);
        if (differences.Count == 0)
        {
            foreach (var (name, value) in found)
                values[name] = value;
        }

        return differences;
    }

    private static void Compare(
        JsonNode? example, JsonNode? answer, string place, IReadOnlyDictionary<string, JsonNode> values, Dictionary<string, JsonNode> found, List<string> differences)
    {
        if (ExamplePlaceholders.NameOf(example) is { } name)
        {
            ComparePlaceholder(name, answer, place, values, found, differences);
            return;
        }

        switch (example, answer)
        {
            case (JsonObject expected, JsonObject actual):
                foreach (var missing in expected.Select(member => member.Key).Except(actual.Select(member => member.Key)))
                    differences.Add($"{place}.{missing}: is missing");
                foreach (var (key, value) in actual)
                {
                    if (expected.TryGetPropertyValue(key, out var known))
                        Compare(known, value, $"{place}.{key}", values, found, differences);
                    else
                        differences.Add($"{place}.{key}: is not in the example: {value?.ToJsonString()}");
                }

                break;
            case (JsonArray expected, JsonArray actual) when expected.Count == actual.Count:
                for (var i = 0; i < expected.Count; i++)
                    Compare(expected[i], actual[i], $"{place}[{i}]", values, found, differences);
                break;
            default:
                if (!Same(example, answer))
                    differences.Add($"{place}: {answer?.ToJsonString() ?? "null"} instead of {example?.ToJsonString() ?? "null"}");
                break;
        }
    }

    private static void ComparePlaceholder(
        string name, JsonNode? answer, string place, IReadOnlyDictionary<string, JsonNode> values, Dictionary<string, JsonNode> found, List<string> differences)
    {
        if (answer is null)
            differences.Add($"{place}: null instead of {name}");
        else if (name.StartsWith(Some, StringComparison.Ordinal))
            CompareKind(ExampleBook.Samples[name], answer, place, differences);
        else if ((values.GetValueOrDefault(name) ?? found.GetValueOrDefault(name)) is not { } known)
            found[name] = answer.DeepClone();
        else if (!Same(known, answer))
            differences.Add($"{place}: {answer.ToJsonString()} instead of {name}, {known.ToJsonString()}");
    }

    private static void CompareKind(JsonNode sample, JsonNode answer, string place, List<string> differences)
    {
        if (sample.GetValueKind() != answer.GetValueKind())
            differences.Add($"{place}: {answer.GetValueKind()} instead of {sample.GetValueKind()}");
        else if (IsTime(sample) && !IsTime(answer))
            differences.Add($"{place}: {answer.ToJsonString()} is no time");
    }

    private static bool Same(JsonNode? one, JsonNode? other) =>
        JsonNode.DeepEquals(one, other) || (IsTime(one) && IsTime(other) && Time(one!) == Time(other!));

    private static bool IsTime(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String && node.GetValue<string>() is [_, _, _, _, '-', ..] text && text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture);
}
