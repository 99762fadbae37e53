using System.Reflection;
using System.Text;

namespace Relay.Local.Bus.Compliance.Results;

/// <summary>The two tables of the docs, made from the scenarios and what this run saw of them.</summary>
internal static class CoverageTable
{
    private static readonly IReadOnlyList<(Type Class, MethodInfo Method, ScenarioAttribute Scenario)> Scenarios =
    [
        .. from type in typeof(CoverageTable).Assembly.GetTypes()
           from method in type.GetMethods()
           let scenario = method.GetCustomAttribute<ScenarioAttribute>()
           where scenario is not null
           orderby type.GetCustomAttribute<FeatureAttribute>()?.Order, type.FullName, method.MetadataToken
           select (type, method, scenario),
    ];

    /// <summary>The runs that every full run has.</summary>
    public static IEnumerable<(MethodInfo Method, ClientKind Client)> Expected =>
        Scenarios.SelectMany(item => item.Scenario.Only.Select(client => (item.Method, client)));

    /// <summary>What was shown to work.</summary>
    public static string Covered()
    {
        var text = new StringBuilder("| feature | scenario | .NET | JavaScript |\n| --- | --- | --- | --- |\n");
        foreach (var (type, method, scenario) in Scenarios.Where(item => item.Scenario is not NotCoveredAttribute))
        {
            var feature = type.GetCustomAttribute<FeatureAttribute>()
                ?? throw new InvalidOperationException($"{type.Name} has no feature.");
            text.Append($"| {feature.Name} | {scenario.Description} | ")
                .Append($"{Cell(method, scenario, ClientKind.DotNet)} | {Cell(method, scenario, ClientKind.JavaScript)} |\n");
        }
        return text.ToString();
    }

    /// <summary>What is refused.</summary>
    public static string NotCovered()
    {
        var text = new StringBuilder("| not covered | what the broker answers | seen by |\n| --- | --- | --- |\n");
        foreach (var (_, method, scenario) in Scenarios)
        {
            if (scenario is not NotCoveredAttribute row)
                continue;
            var passed = row.Only.All(client => ScenarioResults.Of(method, client) == true);
            var by = row.AskedBy ?? string.Join(", ", row.Only.Select(Name));
            text.Append($"| {row.Feature} | {row.Description} | {(passed ? by : "FAILS")} |\n");
        }
        return text.ToString();
    }

    private static string Cell(MethodInfo method, ScenarioAttribute scenario, ClientKind client) =>
        !scenario.Only.Contains(client) ? "not in this client"
        : ScenarioResults.Of(method, client) != true ? "FAILS"
        : scenario.Internal ? "yes, by an internal method"
        : scenario.PipelinePolicy && client == ClientKind.JavaScript ? "yes, with a pipeline policy" : "yes";

    private static string Name(ClientKind client) => client == ClientKind.DotNet ? ".NET" : "JavaScript";
}
