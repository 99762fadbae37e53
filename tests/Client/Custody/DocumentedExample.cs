using System.Text;
using System.Text.Json.Nodes;

namespace Relay.Client.Tests.Custody;

/// <summary>The worked example of docs/receipts.md, read out of it.</summary>
internal sealed class DocumentedExample
{
    private const string Heading = "## A worked example";
    private const string Fence = "```";

    private readonly string[] _blocks;
    private readonly string _text;

    internal DocumentedExample()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "receipts.md"));
        _text = document[document.IndexOf(Heading, StringComparison.Ordinal)..];
        _blocks = [.. _text.Split(Fence).Where((_, index) => index % 2 == 1).Select(block => block["json".Length..])];
    }

    internal JsonNode Key => JsonNode.Parse(_blocks[0])!["keys"]![0]!;

    internal byte[] Request => Encoding.UTF8.GetBytes(_blocks[1]);

    internal byte[] Answer => Encoding.UTF8.GetBytes(_blocks[2]);

    internal JsonNode Claims => JsonNode.Parse(_blocks[3])!;

    internal byte[] Proof => Encoding.UTF8.GetBytes(_blocks[4]);

    /// <summary>A row of the table: its values for the first and the second envelope.</summary>
    internal string[] Row(string name) =>
        [.. _text.Split('\n').Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('`').Where((_, index) => index % 2 == 1)];

    internal bool Says(string value) => _text.Contains($"`{value}`", StringComparison.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the repository.");
        return folder.FullName;
    }
}
