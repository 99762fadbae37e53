namespace Relay.Local.Host.Front;

/// <summary>
/// A route of function.json: literal segments (matched without regard to case, as ASP.NET Core does), parameters {name}, and at
/// the end a catch-all {*name}. Constraints, defaults and optional parameters are not supported.
/// </summary>
internal sealed class RouteTemplate
{
    private readonly string?[] _segments;
    private readonly bool _catchAll;

    public RouteTemplate(string route)
    {
        var parts = route.Length == 0 ? [] : route.Split('/');
        _catchAll = parts.Length > 0 && parts[^1].StartsWith("{*", StringComparison.Ordinal);
        _segments = [.. parts.Take(_catchAll ? parts.Length - 1 : parts.Length).Select(part => part.StartsWith('{') ? null : part)];
        LiteralSegments = _segments.Count(segment => segment is not null);
    }

    /// <summary>The more literal segments, the earlier a route is tried.</summary>
    public int LiteralSegments { get; }

    public bool IsCatchAll => _catchAll;

    /// <summary>What makes a route unusable, or null.</summary>
    public static string? Fault(string route)
    {
        var parts = route.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length == 0 && route.Length > 0)
                return "has an empty segment";
            if (part.AsSpan().IndexOfAny('{', '}') < 0)
                continue;
            var inner = part.StartsWith('{') && part.EndsWith('}') ? part[1..^1].TrimStart('*') : "";
            if (inner.Length == 0 || inner.AsSpan().IndexOfAny("{}:?=*") >= 0)
                return $"has the segment '{part}': the local host knows literals, {{name}} and a last {{*name}}";
            if (part.StartsWith("{*", StringComparison.Ordinal) && i < parts.Length - 1)
                return "has a catch-all before its end";
        }

        return null;
    }

    /// <summary>Whether a path (starting with a slash; percent-encoding allowed) falls under this route.</summary>
    public bool Matches(ReadOnlySpan<char> path)
    {
        var rest = path[1..];
        if (rest.EndsWith('/'))
            rest = rest[..^1];
        foreach (var literal in _segments)
        {
            if (rest.IsEmpty)
                return false;
            var slash = rest.IndexOf('/');
            var segment = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? [] : rest[(slash + 1)..];
            if (literal is not null && !SegmentEquals(segment, literal))
                return false;
        }

        return _catchAll || rest.IsEmpty;
    }

    private static bool SegmentEquals(ReadOnlySpan<char> segment, string literal) => segment.Contains('%')
        ? Uri.UnescapeDataString(segment).Equals(literal, StringComparison.OrdinalIgnoreCase)
        : segment.Equals(literal, StringComparison.OrdinalIgnoreCase);
}
