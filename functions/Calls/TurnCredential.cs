using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Functions.Calls;

/// <summary>
/// A user name and password that a TURN server takes until a time, without having been told of them: coturn's <c>use-auth-secret</c>
/// ("A REST API For Access To TURN Services", draft-uberti-behave-turn-rest).
/// </summary>
/// <param name="Username">Unix seconds of the expiry, a colon, and a random word. No user stands in it: TURN servers log it.</param>
/// <param name="Password">Base64 of the HMAC of <paramref name="Username"/> under the shared secret.</param>
/// <param name="ExpiresAt">Until when a server takes it; whole seconds.</param>
internal readonly record struct TurnCredential(string Username, string Password, DateTimeOffset ExpiresAt)
{
    private const int RandomBytes = 12;

    /// <summary>Issues one that nobody else has.</summary>
    public static TurnCredential Issue(byte[] secret, DateTimeOffset now, int seconds)
    {
        var expiry = now.ToUnixTimeSeconds() + seconds;
        var word = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry}:{word}");
        return new TurnCredential(username, PasswordOf(secret, username), DateTimeOffset.FromUnixTimeSeconds(expiry));
    }

    internal static string PasswordOf(byte[] secret, string username)
    {
#pragma warning disable CA5350 // SHA-1 is what coturn's use-auth-secret computes, and its only choice. An HMAC does not need collision resistance, which is what SHA-1 has lost.
        return Convert.ToBase64String(HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(username)));
#pragma warning restore CA5350
    }
}
