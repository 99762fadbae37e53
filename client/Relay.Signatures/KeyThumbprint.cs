using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures;

/// <summary>JWK thumbprints (RFC 7638; of Ed25519 keys by RFC 8037, appendix A.3): the same for the same key, whatever its id.</summary>
public static class KeyThumbprint
{
    /// <summary>SHA-256 of the key's required members, in base64url without padding: 43 characters.</summary>
    /// <exception cref="FormatException">The key is none of the profile (<see cref="VerificationKey.FromJwk"/>).</exception>
    public static string Of(JsonWebKey key)
    {
        // A key that was checked has no character in its members that JSON would escape.
        var jwk = VerificationKey.FromJwk(key).ToJwk();
        var members = jwk.Y is { } y
            ? $$"""{"crv":"{{jwk.Crv}}","kty":"{{jwk.Kty}}","x":"{{jwk.X}}","y":"{{y}}"}"""
            : $$"""{"crv":"{{jwk.Crv}}","kty":"{{jwk.Kty}}","x":"{{jwk.X}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }
}
