using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Relay.Functions.Hosting;

/// <summary>Parameters that an endpoint reads from the query by itself, for the OpenAPI document.</summary>
/// <param name="Named">Name and meaning of each.</param>
internal sealed record QueryParameters(params (string Name, string Says)[] Named)
{
    /// <summary>Adds them to the operations that have them.</summary>
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var all = context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().SelectMany(metadata => metadata.Named);
        foreach (var (name, says) in all)
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = says,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }
}
