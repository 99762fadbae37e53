using System.Text;

namespace Relay.Local.Bus.Compliance.Results;

/// <summary>Runs after all the scenarios: collections that are not parallel come last.</summary>
[CollectionDefinition(nameof(AfterTheScenarios), DisableParallelization = true)]
public sealed class AfterTheScenarios;

[Collection(nameof(AfterTheScenarios))]
public sealed class CoverageTests
{
    private const string WriteVariable = "RELAY_WRITE_DOCS";
    private static readonly string Docs = Path.Combine(RepositoryRoot.Path, "docs", "service-bus.md");

    [Fact]
    public void Docs_AfterAFullRun_SayWhatTheRunSaw()
    {
        var missing = CoverageTable.Expected.Where(run => ScenarioResults.Of(run.Method, run.Client) is null).ToArray();
        Assert.SkipWhen(missing.Length > 0 && IsFiltered, "Some scenarios were filtered out: the tables are compared after a full run.");
        Assert.True(missing.Length == 0, $"{missing.Length} scenarios have not run, {missing.FirstOrDefault().Method?.Name} among them.");
        var written = File.ReadAllText(Docs);
        var generated = Replace(Replace(written, "covered", CoverageTable.Covered()), "not covered", CoverageTable.NotCovered());
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            Assert.DoesNotContain("FAILS", generated);
            File.WriteAllText(Docs, generated, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }
        Assert.True(
            written == generated,
            $"docs/service-bus.md differs from what this run saw, first at: {FirstDifference(written, generated)}. "
            + $"If the run is right, run tests/BusCompliance once with {WriteVariable}=1 in the environment: that writes the tables.");
    }

    private static bool IsFiltered => Environment.GetCommandLineArgs().Any(argument => argument.StartsWith("--filter", StringComparison.Ordinal));

    /// <summary>Replaces what stands between the two comments of a table.</summary>
    private static string Replace(string text, string name, string table)
    {
        var (start, end) = ($"<!-- {name}: written by tests/BusCompliance -->\n", $"<!-- end of {name} -->");
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"docs/service-bus.md has no place for '{name}'.");
        return text[..from] + table + text[to..];
    }

    private static string FirstDifference(string written, string generated)
    {
        var lines = written.Split('\n').Zip(generated.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return lines == default ? "the end" : $"'{lines.First}', which should be '{lines.Second}'";
    }
}
