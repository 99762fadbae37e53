namespace Relay.Signatures;

/// <summary>The signature algorithms of the profile, by their names in the HTTP Signature Algorithms registry (RFC 9421, section 6.2).</summary>
public static class SignatureAlgorithms
{
    /// <summary>ECDSA on P-256 with SHA-256; the signature is r‖s, 64 bytes (RFC 9421, section 3.3.4).</summary>
    public const string EcdsaP256Sha256 = "ecdsa-p256-sha256";

    /// <summary>Ed25519, 64 bytes (RFC 9421, section 3.3.6).</summary>
    public const string Ed25519 = "ed25519";

    /// <summary>The length of a signature in bytes: the same for both algorithms.</summary>
    internal const int SignatureLength = 64;
}
