using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Functions.Hosting.Examples;

/// <summary>The story of docs/examples, which is built into the program: every call in the order in which it can be made.</summary>
public static class ExampleBook
{
    private const string Folder = "examples/";
    private const string SamplesName = Folder + "samples.json";

    /// <summary>All steps: those of each file in their order, the files in the order of their names.</summary>
    public static IReadOnlyList<ExampleStep> Steps { get; } =
        [.. Names().SelectMany(name => Read(name, ExampleJson.Default.IReadOnlyListExampleStep))];

    /// <summary>What the document shows in the place of each placeholder.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Samples { get; } = Read(SamplesName, ExampleJson.Default.IReadOnlyDictionaryStringJsonNode);

    private static IEnumerable<string> Names() => typeof(ExampleBook).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name != SamplesName)
        .Order(StringComparer.Ordinal);

    private static T Read<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        using var stream = typeof(ExampleBook).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built into the program.");
        return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidOperationException($"{name} is empty.");
    }
}
