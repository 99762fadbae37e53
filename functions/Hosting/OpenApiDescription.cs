using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Relay.Functions.Hosting.Examples;

namespace Relay.Functions.Hosting;

/// <summary>What the OpenAPI document says beyond the routes. docs/openapi.json is this document, committed.</summary>
internal static class OpenApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer(QueryParameters.TransformAsync);
        options.AddOperationTransformer(new ExampleTransformer());
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Relay",
                Version = "1",
                Description =
                    "The interoperability relay for end-to-end-encrypted messages between messaging providers. "
                    + "Every call except those under /.well-known and /health carries an HTTP message signature (RFC 9421) "
                    + "over \"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\", with created, expires, nonce, keyid, alg and tag=\"relay-request\".",
            };
            document.Servers = [];
            foreach (var schema in document.Components?.Schemas?.Values ?? [])
                RequireWhatCannotBeLeftOut(schema);
            return Task.CompletedTask;
        });
    }

    /// <summary>A member that may be null may be left out: neither requests nor answers hold nulls.</summary>
    private static void RequireWhatCannotBeLeftOut(IOpenApiSchema schema)
    {
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (member.Type?.HasFlag(JsonSchemaType.Null) is true || member.OneOf?.Any(one => one.Type == JsonSchemaType.Null) is true)
                schema.Required?.Remove(name);
        }
    }
}
