using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Relay.Local.Host.Front;

/// <summary>Which headers cross the proxy, and which the host sets itself.</summary>
internal static class ProxyHeaders
{
    public const string InvocationId = "X-Azure-Functions-InvocationId";
    public const string HostVersion = "X-Azure-Functions-HostVersion";
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string ForwardedProto = "X-Forwarded-Proto";

    // RFC 9110 7.6.1 and its predecessors, and what the host sets itself.
    private static readonly FrozenSet<string> NotForwarded = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Expect", ForwardedFor, ForwardedHost, ForwardedProto,
        "X-Forwarded-Prefix", InvocationId, HostVersion,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotReturned = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies a caller's headers, and sets those that tell the program where the request came from.</summary>
    public static void CopyRequest(HttpContext context, HttpRequestMessage message)
    {
        var from = context.Request.Headers;
        var named = from.Connection;
        foreach (var (name, values) in from)
        {
            if (NotForwarded.Contains(name) || IsNamed(named, name))
                continue;
            Add(message, name, values);
        }

        message.Headers.TryAddWithoutValidation(ForwardedFor, context.Connection.RemoteIpAddress?.ToString());
        message.Headers.TryAddWithoutValidation(ForwardedHost, from.Host.ToString());
        message.Headers.TryAddWithoutValidation(ForwardedProto, context.Request.Scheme);
        message.Headers.TryAddWithoutValidation(InvocationId, Guid.NewGuid().ToString());
        message.Headers.TryAddWithoutValidation(HostVersion, Invocation.HostIdentity.Version);
    }

    /// <summary>Copies the program's headers to the caller.</summary>
    public static void CopyResponse(HttpResponseMessage message, HttpResponse response)
    {
        Copy(message.Headers.NonValidated, response.Headers);
        Copy(message.Content.Headers.NonValidated, response.Headers);
    }

    private static void Copy(System.Net.Http.Headers.HttpHeadersNonValidated from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            if (!NotReturned.Contains(name))
                to[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values[0]))
                (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, values[0]);
        }
        else if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
        {
            (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    private static bool IsNamed(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            if (value is null || value.Length < name.Length)
                continue;
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
