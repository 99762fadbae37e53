using System.Globalization;

namespace Relay.Functions.Calls;

/// <summary>The form of a TURN server's address (RFC 7065): <c>turn:host:port?transport=udp</c>; port and transport may be left out.</summary>
internal static class TurnUrl
{
    public const string Rule = "turn: or turns: with a host, then optionally a port and ?transport=udp or ?transport=tcp";

    private const int MostPort = 65_535;

    public static bool IsValid(string? url)
    {
        if ((After(url, "turn:") ?? After(url, "turns:")) is not { } rest)
            return false;

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0 && rest[query..] is not ("?transport=udp" or "?transport=tcp"))
            return false;

        return IsHostAndPort(query < 0 ? rest : rest[..query]);
    }

    private static bool IsHostAndPort(string text)
    {
        // The last colon outside an IPv6 literal's brackets parts host and port.
        var bracket = text.LastIndexOf(']');
        var colon = text.IndexOf(':', bracket + 1);
        var host = colon < 0 ? text : text[..colon];
        if (colon >= 0 && !IsPort(text[(colon + 1)..]))
            return false;

        return bracket >= 0
            ? host.StartsWith('[') && host.EndsWith(']') && Uri.CheckHostName(host) == UriHostNameType.IPv6
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }

    private static bool IsPort(string text) =>
        text.Length is > 0 and <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= MostPort;

    private static string? After(string? text, string scheme) =>
        text is not null && text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : null;
}
