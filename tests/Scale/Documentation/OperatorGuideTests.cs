using System.Text.RegularExpressions;

namespace Relay.Local.Scale.Tests.Documentation;

/// <summary>What docs/operator-guide.md names is there.</summary>
public sealed partial class OperatorGuideTests
{
    private static readonly string Guide = Checkout.Text("docs", "operator-guide.md");

    [Fact]
    public void EventIds_AreThoseOfTheProgram()
    {
        var known = Directory.GetFiles(Path.Combine(Checkout.Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => EventId().Matches(File.ReadAllText(file))).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Number().Matches(Guide).Select(match => match.Value).Distinct().ToList();

        Assert.True(named.Count > 15);
        Assert.All(named, id => Assert.Contains(id, known));
    }

    [Fact]
    public void Commands_AreThoseOfTheProgram()
    {
        var sources = Directory.GetFiles(Path.Combine(Checkout.Root, "local", "Cli"), "*Command.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var named = Command().Matches(Guide).Select(match => match.Groups["words"].Value.Split(' ')).ToList();

        Assert.True(named.Count > 10);
        Assert.All(named, words => Assert.Contains(sources, source =>
            source.Contains($"\"{words[0]}\"", StringComparison.Ordinal) && words.Skip(1).All(word => source.Contains($"\"{word}\"", StringComparison.Ordinal))));
    }

    [Fact]
    public void Settings_AreDocumented()
    {
        var configuration = Checkout.Text("docs", "configuration.md") + Checkout.Text("docs", "limits.md");
        var infra = Checkout.Text("infra", "README.md");

        Assert.All(Setting().Matches(Guide), match => Assert.Contains(match.Value, configuration, StringComparison.Ordinal));
        Assert.All(Variable().Matches(Guide), match => Assert.Contains(match.Value, infra, StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_AreThoseOfTheTemplates()
    {
        var alerts = Checkout.Text("infra", "README.md");

        foreach (var alert in new[] { "breaker-open", "parked-bytes", "envelopes-held", "bus-throttled", "queue-size", "queue-age", "accept-errors" })
        {
            Assert.Contains($"`{alert}`", Guide, StringComparison.Ordinal);
            Assert.Contains($"`{alert}`", alerts, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"EventId = (?<id>\d{4})")]
    private static partial Regex EventId();

    [GeneratedRegex(@"(?<![\d.,-])[1-8]\d{3}(?![\d.,]\d|-)")]
    private static partial Regex Number();

    // A command and its lower-case words: relay held list.
    [GeneratedRegex(@"`relay (?<words>[a-z-]+(?: [a-z-]+)?)(?=[ `])")]
    private static partial Regex Command();

    [GeneratedRegex(@"\b(?:Limits|Lanes|Delivery|Relay)__[A-Za-z]+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\bRELAY_[A-Z_]+[A-Z]")]
    private static partial Regex Variable();
}
