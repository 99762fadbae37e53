using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Relay.Functions.Hosting.Examples;

/// <summary>
/// One call of the documentation's story, as a file of docs/examples has it. Texts may hold placeholders, <c>{{name}}</c>; what they
/// stand for is told by docs/examples/README.md.
/// </summary>
/// <param name="Operation">The operation's id in the OpenAPI document.</param>
/// <param name="Name">Names the example within its operation.</param>
/// <param name="Says">One sentence for people.</param>
/// <param name="Signer">Who signs: a partner's name, <c>operator</c>, or null where no signature is needed.</param>
/// <param name="Path">Values of the path's parameters.</param>
/// <param name="Query">Values of the query's parameters.</param>
/// <param name="Request">The body; null for none.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Response">The body of the answer; null for none.</param>
/// <param name="Before">What has to happen outside the relay's API first, as a word.</param>
/// <param name="Wait">Whether the answer is to be waited for: the call is repeated until it comes.</param>
public sealed record ExampleStep(
    string Operation,
    string Name,
    string Says,
    string? Signer,
    IReadOnlyDictionary<string, string>? Path,
    IReadOnlyDictionary<string, string>? Query,
    JsonNode? Request,
    int Status,
    JsonNode? Response,
    string? Before = null,
    bool Wait = false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(IReadOnlyList<ExampleStep>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonNode>))]
internal sealed partial class ExampleJson : JsonSerializerContext;
