using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Local.Bus.Transport;

/// <summary>Checks shared access signatures: HMAC-SHA256 over the resource and the expiry, as Service Bus defines them.</summary>
internal sealed class TokenAuthority(string? key, string keyName, TimeProvider clock)
{
    private const string Scheme = "SharedAccessSignature ";

    // The last second a date can hold; a token may name a later one.
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // Anyone can sign with an empty key.
    private readonly string? _key = key is { Length: 0 } ? throw new ArgumentException("The shared access key is empty.", nameof(key)) : key;

    /// <summary>False when any token, and none, is accepted.</summary>
    public bool Checks => _key is not null;

    /// <summary>Checks a token for a resource, which must be the token's own or one below it.</summary>
    public TokenCheck Check(string? token, ResourcePath resource)
    {
        if (_key is null)
            return new(TokenFault.None, DateTimeOffset.MaxValue);
        if (Fields(token) is not { } fields
            || !fields.TryGetValue("sr", out var audience) || !fields.TryGetValue("sig", out var signature)
            || !fields.TryGetValue("se", out var expiry) || !fields.TryGetValue("skn", out var name)
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return new(TokenFault.Malformed, default);
        if (Uri.UnescapeDataString(name) != keyName || !IsSigned(_key, audience, expiry, signature))
            return new(TokenFault.InvalidSignature, default);
        var end = DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, LastSecond));
        if (end <= clock.GetUtcNow())
            return new(TokenFault.Expired, end);
        return ResourcePath.OfAudience(Uri.UnescapeDataString(audience)).Covers(resource)
            ? new(TokenFault.None, end)
            : new(TokenFault.InvalidAudience, default);
    }

    /// <summary>The token's fields, still encoded; null when it is not a shared access signature or names one twice.</summary>
    private static Dictionary<string, string>? Fields(string? token)
    {
        if (token is null || !token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in token[Scheme.Length..].Split('&'))
        {
            var parts = field.Trim().Split('=', 2);
            if (parts.Length != 2 || !fields.TryAdd(parts[0], parts[1]))
                return null;
        }
        return fields;
    }

    private static bool IsSigned(string key, string audience, string expiry, string signature)
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{audience}\n{expiry}"));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToBase64String(hash)), Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature)));
    }
}
