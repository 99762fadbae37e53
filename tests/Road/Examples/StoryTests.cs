using System.Text.Json.Nodes;
using Relay.Functions.Hosting.Examples;

namespace Relay.Road.Tests.Examples;

/// <summary>The examples of the documentation are calls that work, in their order, and show what the program answers.</summary>
public sealed class StoryTests(StoryFixture fixture) : IClassFixture<StoryFixture>
{
    public static TheoryData<string, string> Steps => [.. ExampleBook.Steps.Select(step => (step.Operation, step.Name))];

    private IEnumerable<(string Id, JsonNode Operation)> Operations =>
        from path in fixture.Document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (method.Value!["operationId"]!.GetValue<string>(), method.Value);

    [Theory]
    [MemberData(nameof(Steps))]
    public void Step_MadeInItsTurn_IsAnsweredAsTheExampleSays(string operation, string name) =>
        Assert.True(fixture.Faults[(operation, name)].Count == 0, string.Join('\n', fixture.Faults[(operation, name)]));

    [Fact]
    public void Operations_EachGoodAnswer_HasAnExample()
    {
        var shown = ExampleBook.Steps.Select(step => $"{step.Operation} {step.Status}").ToHashSet();

        var missing = Operations
            .SelectMany(one => one.Operation["responses"]!.AsObject().Select(response => $"{one.Id} {response.Key}"))
            .Where(answer => answer.Split(' ')[1][0] == '2' && !shown.Contains(answer));

        Assert.Empty(missing);
    }

    [Fact]
    public void Document_EachStepWithABody_ShowsIt()
    {
        foreach (var step in ExampleBook.Steps)
        {
            var operation = Operations.Single(one => one.Id == step.Operation).Operation;
            var request = operation["requestBody"]?["content"]?.AsObject().Single().Value?["examples"]?[step.Name];
            var response = operation["responses"]?[$"{step.Status}"]?["content"]?.AsObject().Single().Value?["examples"]?[step.Name];
            Assert.Equal((step.Operation, step.Name, step.Request is null), (step.Operation, step.Name, request is null));
            Assert.Equal((step.Operation, step.Name, step.Response is null), (step.Operation, step.Name, response is null));
        }
    }

    [Fact]
    public void Document_EachParameterOfAStep_IsDescribedWithItsExample()
    {
        foreach (var step in ExampleBook.Steps)
        {
            var parameters = Operations.Single(one => one.Id == step.Operation).Operation["parameters"]?.AsArray() ?? [];
            var given = (step.Path ?? new Dictionary<string, string>()).Keys.Concat((step.Query ?? new Dictionary<string, string>()).Keys);
            foreach (var name in given)
                Assert.NotNull(parameters.SingleOrDefault(parameter => parameter!["name"]!.GetValue<string>() == name)?["examples"]?[step.Name]);
        }
    }
}
