using System.Text.RegularExpressions;
using Relay.Local.Conformance.Points;

namespace Relay.Local.Conformance.Tests;

/// <summary>docs/conformance.md against the code.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "conformance.md"));

    [Fact]
    public void Points_AreThoseOfTheCode_WordForWord() =>
        Assert.Equal(
            PointCatalog.All.Select(point => $"{point.Id}: {point.Title}: {point.Expected}: {string.Join(' ', point.DependsOn)}"),
            Row().Matches(Text).Select(row => $"{row.Groups["id"]}: {row.Groups["title"]}: {row.Groups["expected"]}: {row.Groups["needs"]}"));

    [Fact]
    public void Ids_AreGivenOnce() => Assert.Equal(PointCatalog.All.Count, PointCatalog.All.Select(point => point.Id).Distinct().Count());

    [Fact]
    public void Dependencies_AreExaminedEarlier()
    {
        var earlier = new HashSet<string>();
        foreach (var point in PointCatalog.All)
        {
            Assert.All(point.DependsOn, needed => Assert.Contains(needed, earlier));
            earlier.Add(point.Id);
        }
    }

    [Fact]
    public void Requirements_AreAnchorsThatAreThere() => Assert.All(PointCatalog.All, point =>
    {
        var (path, anchor) = point.Requirement.Split('#') is [var file, var heading] ? (file, heading) : ("", "");
        var headings = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, path)).Where(line => line.StartsWith('#'));
        Assert.Contains(anchor, headings.Select(line => line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-')));
    });

    [GeneratedRegex(@"^\| `(?<id>[A-Z]{3}-\d\d)` \| (?<title>.*) \| (?<expected>.*) \| (?<needs>.*?) ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
