namespace Relay.Signatures.Identity;

/// <summary>
/// Checks signatures that Signal identity keys make: XEdDSA in the variant of libsignal, where the top bit of the last byte is the
/// sign of the Edwards point. The Curve25519 key gives an Ed25519 key; the rest is Ed25519.
/// </summary>
public static class XEdDsa
{
    /// <summary>The length of an identity key: <see cref="KeyType"/> and 32 bytes.</summary>
    public const int PublicKeyLength = 33;

    /// <summary>The length of a signature.</summary>
    public const int SignatureLength = 64;

    /// <summary>The first byte of an identity key.</summary>
    public const byte KeyType = 5;

    /// <summary>
    /// Whether the signature is that key's over the message. Never for a key or a signature of another length or type, a key that is
    /// not written in its one canonical form, and a key of low order, under which anything would verify. Whoever checks several
    /// signatures of one key prepares it once: <see cref="XEdDsaKey"/>.
    /// </summary>
    /// <param name="publicKey">0x05 and the Curve25519 u coordinate, little-endian.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">R and s; the top bit is the point's sign.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && XEdDsaKey.TryCreate(publicKey) is { } key && key.Verify(message, signature);

    /// <summary>
    /// Whether signatures can be checked with this key: its length and type are right, it is written in its one canonical form, and it is
    /// neither on the curve's twist nor of low order.
    /// </summary>
    /// <param name="publicKey">0x05 and the Curve25519 u coordinate, little-endian.</param>
    public static bool IsUsable(ReadOnlySpan<byte> publicKey) => XEdDsaKey.TryCreate(publicKey) is not null;
}
