using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Relay.Signatures;

/// <summary>
/// Proof that who adds a key holds its private half: a signature by the new key over six lines (tag, relay, partner, key id,
/// thumbprint, time), each but the last ended by a line feed. Nothing else that a key signs here begins with the tag: a request
/// begins with a quotation mark (RFC 9421), a receipt with <c>ey</c> (RFC 7515).
/// </summary>
public static class KeyPossession
{
    /// <summary>The first line.</summary>
    public const string Tag = "relay-partner-key-1";

    /// <summary>What is signed.</summary>
    /// <param name="authority">The relay, as requests to it are signed for.</param>
    /// <param name="partner">Whose key it becomes.</param>
    /// <param name="key">The new key.</param>
    /// <param name="at">When the proof is made; whole seconds count.</param>
    /// <exception cref="FormatException">The key is none of the profile.</exception>
    public static string Statement(string authority, string partner, JsonWebKey key, DateTimeOffset at) => string.Join(
        '\n', Tag, authority, partner, key.Kid, KeyThumbprint.Of(key), at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes the proof: base64url without padding.</summary>
    /// <exception cref="ObjectDisposedException">The key is disposed.</exception>
    public static string Sign(SigningKey key, string authority, string partner, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> signature = stackalloc byte[SignatureAlgorithms.SignatureLength];
        key.Sign(Encoding.UTF8.GetBytes(Statement(authority, partner, key.Public.ToJwk(), at)), signature);
        return Base64Url.EncodeToString(signature);
    }

    /// <summary>Whether the proof is the key's over its statement. That its time is near is for the caller to check.</summary>
    /// <exception cref="FormatException">The key is none of the profile.</exception>
    public static bool Verify(string proof, string authority, string partner, JsonWebKey key, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var signature = new byte[SignatureAlgorithms.SignatureLength];
        return Base64Url.IsValid(proof, out var length) && length == signature.Length
            && Base64Url.TryDecodeFromChars(proof, signature, out _)
            && VerificationKey.FromJwk(key).Verify(Encoding.UTF8.GetBytes(Statement(authority, partner, key, at)), signature);
    }
}
