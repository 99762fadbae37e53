using System.Text.Json.Nodes;
using Relay.Functions.Hosting.Examples;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Examples;

/// <summary>A relay of its own, over which the story of docs/examples has been told once.</summary>
public sealed class StoryFixture : CallsFixture, IAsyncLifetime
{
    /// <summary>The document of the running program.</summary>
    public JsonNode Document { get; private set; } = null!;

    /// <summary>What was wrong with each step, by operation and name; empty when nothing was.</summary>
    public Dictionary<(string Operation, string Name), IReadOnlyList<string>> Faults { get; } = [];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        using var http = new HttpClient();
        Document = JsonNode.Parse(await http.GetStringAsync(new Uri(Stack.Address, "/v1/openapi.json")))!;
        await using var partners = await StoryPartners.StartAsync(Stack);
        using var values = new StoryValues(partners);
        var story = new Story(Stack, partners, values, Document);
        foreach (var step in ExampleBook.Steps)
            Faults[(step.Operation, step.Name)] = await TellAsync(story, step);
    }

    // A step that cannot be made at all is that step's fault, and the next ones are tried all the same.
    private static async Task<IReadOnlyList<string>> TellAsync(Story story, ExampleStep step)
    {
        try
        {
            return await story.TellAsync(step);
        }
        catch (Exception failure)
        {
            return [failure.Message];
        }
    }
}
