using System.Text.Json.Nodes;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The committed description of the API is that of the running program.</summary>
[Collection(SharedStack.Name)]
public sealed class OpenApiTests(StackFixture fixture)
{
    [Fact]
    public async Task Document_Committed_IsTheProgramsOwn()
    {
        using var http = new HttpClient();
        var served = await http.GetStringAsync(new Uri(fixture.Stack.Address, "/v1/openapi.json"));
        var committed = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "openapi.json"));

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(committed), JsonNode.Parse(served)),
            "docs/openapi.json differs from /v1/openapi.json of the running program; if the change is meant, store the new document there.");
    }
}
