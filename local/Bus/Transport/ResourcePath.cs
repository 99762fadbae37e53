namespace Relay.Local.Bus.Transport;

/// <summary>
/// The path of an audience or an entity, segment by segment, without regard to case. Scheme, host and port are left out:
/// a broker on one machine is reached by several names, and a token for another namespace is signed with another key.
/// </summary>
internal sealed record ResourcePath
{
    private const string SchemeEnd = "://";

    // "/" for the namespace, else "/first/second/": with the closing slash a prefix ends where a segment ends.
    private readonly string _segments;

    private ResourcePath(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _segments = names.Length == 0 ? "/" : $"/{string.Join('/', names).ToLowerInvariant()}/";
    }

    /// <summary>Of an entity's name or a link's address.</summary>
    public static ResourcePath OfEntity(string path) => new(path);

    /// <summary>
    /// Of a URI such as <c>sb://localhost:5672/queue</c>. Without a scheme a leading name of this machine is its host;
    /// anything else is a path, so that a queue's name alone never means the whole namespace.
    /// </summary>
    public static ResourcePath OfAudience(string uri)
    {
        var end = uri.AsSpan().IndexOfAny('?', '#');
        var text = end < 0 ? uri : uri[..end];
        var scheme = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (scheme >= 0)
            return new(Uri.UnescapeDataString(AfterHost(text[(scheme + SchemeEnd.Length)..])));
        var host = text.Split('/', 2)[0];
        var local = Uri.TryCreate($"sb{SchemeEnd}{host}", UriKind.Absolute, out var parsed) && parsed.IsLoopback;
        return new(Uri.UnescapeDataString(local ? AfterHost(text) : text));
    }

    /// <summary>The same resource, or one that contains the other.</summary>
    public bool Covers(ResourcePath other) => other._segments.StartsWith(_segments, StringComparison.Ordinal);

    public override string ToString() => _segments;

    private static string AfterHost(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : text[slash..];
    }
}
