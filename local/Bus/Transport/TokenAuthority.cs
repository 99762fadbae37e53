using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Local.Bus.Transport;

/// <summary>Checks shared access signatures: HMAC-SHA256 over the resource and the expiry, as Service Bus defines them.</summary>
internal sealed class TokenAuthority(string? key, TimeProvider clock)
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>False when any token is accepted.</summary>
    public bool Checks => key is not null;

    public bool Accepts(string? token)
    {
        if (key is null)
            return true;
        if (token is null || !token.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var fields = token[Scheme.Length..].Split('&').Select(field => field.Split('=', 2)).Where(field => field.Length == 2)
            .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        if (!fields.TryGetValue("sr", out var resource) || !fields.TryGetValue("se", out var expiry) || !fields.TryGetValue("sig", out var signature)
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds <= clock.GetUtcNow().ToUnixTimeSeconds())
            return false;
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature)));
    }
}
