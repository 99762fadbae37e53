using System.Text.RegularExpressions;

namespace Relay.Road.Tests.Documentation;

/// <summary>One request of an .http file, and what the file says comes back.</summary>
internal sealed record HttpFileRequest(string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string Body, int Status, string? Word);

/// <summary>Reads an .http file as REST clients do: variables, requests parted by <c>###</c>, comments, headers, an empty line, a body.</summary>
internal static partial class HttpFile
{
    /// <summary>All requests; variables in <paramref name="instead"/> have other values than the file's.</summary>
    public static IReadOnlyList<HttpFileRequest> Read(string text, IReadOnlyDictionary<string, string> instead)
    {
        var variables = Variable().Matches(text).ToDictionary(one => one.Groups[1].Value, one => instead.GetValueOrDefault(one.Groups[1].Value, one.Groups[2].Value.Trim()));
        var filled = Use().Replace(text, use => variables[use.Groups[1].Value]);
        return [.. Separator().Split(filled).Skip(1).Select(Request)];
    }

    private static HttpFileRequest Request(string part)
    {
        var lines = part.ReplaceLineEndings("\n").Split('\n').Skip(1).ToList();
        var expected = Expected().Match(lines.Single(line => line.StartsWith("# expect", StringComparison.Ordinal)));
        lines = [.. lines.SkipWhile(line => line.Length == 0 || line[0] == '#')];
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).Select(header => (header[0], header[1])).ToList();
        var body = string.Join('\n', lines.Skip(headers.Count + 2)).Trim();
        var word = expected.Groups[2].Value;
        return new HttpFileRequest(first[0], first[1], headers, body, int.Parse(expected.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), word.Length == 0 ? null : word);
    }

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Use();

    [GeneratedRegex("^###", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^# expect (\d{3})(?: (.+))?$")]
    private static partial Regex Expected();
}
