using System.Numerics;

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

    private const int PointLength = 32;
    private const byte SignBit = 0x80;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    /// <summary>
    /// Whether the signature is that key's over the message. Never for a key or a signature of another length or type, a key that is
    /// not written in its one canonical form, and a key of low order, under which anything would verify.
    /// </summary>
    /// <param name="publicKey">0x05 and the Curve25519 u coordinate, little-endian.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">R and s; the top bit is the point's sign.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyLength || publicKey[0] != KeyType || signature.Length != SignatureLength)
            return false;

        var point = new byte[PointLength];
        if (!TryConvert(publicKey[1..], (byte)(signature[^1] & SignBit), point))
            return false;

        Span<byte> plain = stackalloc byte[SignatureLength];
        signature.CopyTo(plain);
        plain[^1] &= unchecked((byte)~SignBit);
        return new Ed25519VerificationKey("", point).Verify(message, plain);
    }

    /// <summary>
    /// Whether signatures can be checked with this key: its length and type are right, it is written in its one canonical form, and it is
    /// neither on the curve's twist nor of low order.
    /// </summary>
    /// <param name="publicKey">0x05 and the Curve25519 u coordinate, little-endian.</param>
    public static bool IsUsable(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == PublicKeyLength && publicKey[0] == KeyType && TryConvert(publicKey[1..], 0, stackalloc byte[PointLength]);

    // y = (u - 1) / (u + 1): the birational map of RFC 7748, section 4.1.
    private static bool TryConvert(ReadOnlySpan<byte> montgomery, byte sign, Span<byte> edwards)
    {
        var u = new BigInteger(montgomery, isUnsigned: true);
        if (u >= P || u == P - 1)
            return false;

        var y = (u - 1 + P) * BigInteger.ModPow(u + 1, P - 2, P) % P;
        edwards.Clear();
        y.TryWriteBytes(edwards, out _, isUnsigned: true);
        // Neither a u of the curve's twist nor one of low order gives a usable point.
        if (!Ed25519Point.IsUsable(edwards))
            return false;
        edwards[^1] |= sign;
        return true;
    }
}
