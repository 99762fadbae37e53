using System.Buffers.Text;

namespace Relay.Signatures;

/// <summary>The checks on a JWK; every complaint begins with the member's name.</summary>
internal static class JsonWebKeyReader
{
    private const int CoordinateLength = 32;
    private const int CoordinateTextLength = 43;

    internal static VerificationKey Read(JsonWebKey jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);
        if (!KeyIds.IsValid(jwk.Kid))
            throw new FormatException("kid: 1 to 128 printable ASCII characters without space, quote and backslash are wanted.");
        if (jwk.Use is not (null or "sig"))
            throw new FormatException("use: only sig is supported.");

        switch (jwk.Kty)
        {
            case "EC":
                Require(jwk.Crv, "P-256", "crv");
                RequireAlg(jwk.Alg is null or "ES256");
                return new EcdsaVerificationKey(jwk.Kid, Coordinate(jwk.X, "x"), Coordinate(jwk.Y, "y"));
            case "OKP":
                Require(jwk.Crv, "Ed25519", "crv");
                RequireAlg(jwk.Alg is null or "EdDSA" or "Ed25519");
                var x = Coordinate(jwk.X, "x");
                if (!Ed25519Point.IsUsable(x))
                    throw new FormatException("x: this is no point of the curve, or one of low order.");
                return new Ed25519VerificationKey(jwk.Kid, x);
            default:
                throw new FormatException("kty: EC or OKP is wanted.");
        }
    }

    private static void Require(string? value, string wanted, string member)
    {
        if (value != wanted)
            throw new FormatException($"{member}: {wanted} is wanted.");
    }

    private static void RequireAlg(bool fits)
    {
        if (!fits)
            throw new FormatException("alg: it does not fit kty and crv.");
    }

    private static byte[] Coordinate(string? text, string member)
    {
        if (string.IsNullOrEmpty(text))
            throw new FormatException($"{member}: it is missing.");

        var bytes = new byte[CoordinateLength];
        // Writing it again finds what a lenient decoder lets pass: white space, padding, stray bits in the last character.
        if (text.Length != CoordinateTextLength
            || !Base64Url.IsValid(text, out var length) || length != CoordinateLength
            || !Base64Url.TryDecodeFromChars(text, bytes, out _)
            || Base64Url.EncodeToString(bytes) != text)
            throw new FormatException($"{member}: 32 bytes in base64url without padding are wanted.");
        return bytes;
    }
}
