using System.Text;
using System.Text.RegularExpressions;

namespace Relay.Functions.Tests.Hosting;

/// <summary>Links between the pages of the repository lead somewhere.</summary>
public sealed partial class DocumentLinksTests
{
    private static readonly string s_root = Path.GetFullPath(RepositoryFiles.Document(".."));
    private static readonly string[] s_notOurs = ["node_modules", "bin", "obj"];

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(s_root, "*.md", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(s_root, file))
            .Where(page => !page.Split(Path.DirectorySeparatorChar).Any(part => part[0] == '.' || s_notOurs.Contains(part)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EachRelativeLink_LeadsToAFileAndAHeading(string page)
    {
        var path = Path.Combine(s_root, page);
        var broken = Links(File.ReadAllText(path)).Where(link => !Leads(path, link));

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("# Two words", "two-words")]
    [InlineData("## `code`, and *more*: 1.5", "code-and-more-15")]
    [InlineData("### A [link](x.md) in it", "a-link-in-it")]
    public void Anchor_OfAHeading_IsAsHostsMakeIt(string heading, string anchor) => Assert.Equal([anchor], Anchors(heading));

    [Fact]
    public void Index_NamesEveryPageOfTheDocs()
    {
        var index = File.ReadAllText(RepositoryFiles.Document("README.md"));
        var linked = Links(index).Select(link => link.Split('#')[0]).ToHashSet();
        var pages = Directory.EnumerateFiles(RepositoryFiles.Document("."), "*.md").Select(file => Path.GetFileName(file)!).Where(name => name != "README.md");

        Assert.Empty(pages.Except(linked));
    }

    private static IEnumerable<string> Links(string text) =>
        Link().Matches(Fence().Replace(text, "")).Select(link => link.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Leads(string page, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var name, var heading] ? (name, heading) : (link, "");
        var target = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        if (!File.Exists(target) && !Directory.Exists(target))
            return false;
        return anchor.Length == 0 || (target.EndsWith(".md", StringComparison.Ordinal) && Anchors(File.ReadAllText(target)).Contains(anchor));
    }

    private static IEnumerable<string> Anchors(string text)
    {
        foreach (Match heading in Heading().Matches(Fence().Replace(text, "")))
        {
            var anchor = new StringBuilder();
            foreach (var sign in LinkText().Replace(heading.Groups[1].Value.Trim(), "$1").ToLowerInvariant())
            {
                if (char.IsLetterOrDigit(sign) || sign is '-' or '_')
                    anchor.Append(sign);
                else if (sign == ' ')
                    anchor.Append('-');
            }

            yield return anchor.ToString();
        }
    }

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
