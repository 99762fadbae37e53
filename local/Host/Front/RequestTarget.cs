using System.Buffers;

namespace Relay.Local.Host.Front;

/// <summary>
/// The raw target of a request. The proxy forwards exactly these bytes, so every form that some reader of the path could take
/// for another path is refused before routing: dot segments, empty segments and backslashes, also behind (repeated) encoding.
/// </summary>
internal static class RequestTarget
{
    private static readonly SearchValues<char> Suspicious = SearchValues.Create("%\\");

    /// <summary>
    /// Takes path and query out of an origin-form or absolute-form target. False for other forms and for paths that could be
    /// read as another path.
    /// </summary>
    public static bool TryRead(string target, out string pathAndQuery, out int pathLength)
    {
        (pathAndQuery, pathLength) = (target, 0);
        if (target.Length == 0)
            return false;
        if (target[0] != '/')
        {
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var path = authority < 0 ? -1 : target.IndexOfAny(['/', '?', '#'], authority + 3);
            if (path < 0 || target[path] != '/')
                return false;
            pathAndQuery = target[path..];
        }

        var question = pathAndQuery.IndexOf('?');
        pathLength = question < 0 ? pathAndQuery.Length : question;
        var raw = pathAndQuery.AsSpan(0, pathLength);
        return !raw.Contains('#') && (raw.ContainsAny(Suspicious) ? IsPlainWhenDecoded(raw) : IsPlain(raw));
    }

    private static bool IsPlainWhenDecoded(ReadOnlySpan<char> raw)
    {
        var path = raw.ToString();
        while (true)
        {
            if (!IsPlain(path))
                return false;
            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
                return true;
            path = decoded;
        }
    }

    private static bool IsPlain(ReadOnlySpan<char> path)
    {
        if (path.Contains('\\') || path.Contains('\0') || path.IndexOf("//", StringComparison.Ordinal) >= 0)
            return false;
        for (var dot = path.IndexOf("/."); dot >= 0;)
        {
            var after = path[(dot + 2)..];
            if (after.StartsWith("."))
                after = after[1..];
            // "/..;" is a dot segment with a path parameter for some readers.
            if (after.IsEmpty || after[0] is '/' or ';')
                return false;
            var next = after.IndexOf("/.");
            dot = next < 0 ? -1 : path.Length - after.Length + next;
        }

        return true;
    }
}
