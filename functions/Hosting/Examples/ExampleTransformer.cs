using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Relay.Functions.Hosting.Examples;

/// <summary>Shows in the OpenAPI document, for each operation, the calls of the story that make it.</summary>
internal sealed class ExampleTransformer : IOpenApiOperationTransformer
{
    private static readonly ILookup<string, ExampleStep> s_steps = ExampleBook.Steps.ToLookup(step => step.Operation);

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var step in s_steps[operation.OperationId ?? ""])
        {
            Show(operation.RequestBody?.Content, step, step.Request);
            if (operation.Responses?.TryGetValue($"{step.Status}", out var response) is true)
                Show(response.Content, step, step.Response);
            Show(operation.Parameters, step, step.Path);
            Show(operation.Parameters, step, step.Query);
        }

        return Task.CompletedTask;
    }

    private static void Show(IDictionary<string, OpenApiMediaType>? contents, ExampleStep step, JsonNode? body)
    {
        if (body is null || contents is null)
            return;

        foreach (var content in contents.Values)
            Add(content.Examples ??= new Dictionary<string, IOpenApiExample>(), step, ExamplePlaceholders.Fill(body, Sample));
    }

    private static void Show(IList<IOpenApiParameter>? parameters, ExampleStep step, IReadOnlyDictionary<string, string>? values)
    {
        foreach (var parameter in parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (values?.GetValueOrDefault(parameter.Name ?? "") is { } value)
                Add(parameter.Examples ??= new Dictionary<string, IOpenApiExample>(), step, ExamplePlaceholders.Fill(value, Sample));
        }
    }

    private static void Add(IDictionary<string, IOpenApiExample> examples, ExampleStep step, JsonNode? value) => examples[step.Name] = new OpenApiExample
    {
        Summary = step.Says,
        Description = step.Signer is { } signer ? $"Signed by {signer}." : "Not signed.",
        Value = value,
    };

    private static JsonNode Sample(string name) => ExampleBook.Samples.TryGetValue(name, out var sample)
        ? sample
        : throw new InvalidOperationException($"docs/examples/samples.json has no {name}.");
}
