using System.Numerics;

namespace Relay.Signatures.Identity;

/// <summary>
/// An identity key that is ready to check signatures. To make it costs more than a signature: whoever checks many makes it once.
/// </summary>
public sealed class XEdDsaKey
{
    private const int PointLength = 32;
    private const byte SignBit = 0x80;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    // A Curve25519 key says nothing of the sign of the Edwards point; each signature does.
    private readonly Ed25519VerificationKey _positive;
    private readonly Ed25519VerificationKey _negative;

    private XEdDsaKey(byte[] point)
    {
        _positive = new Ed25519VerificationKey("", point);
        byte[] negative = [.. point];
        negative[^1] |= SignBit;
        _negative = new Ed25519VerificationKey("", negative);
    }

    /// <summary>
    /// Prepares a key; null for one of another length or type, one that is not written in its one canonical form, one that no private
    /// key has (a point of the curve's twist), and one of low order, under which anything would verify.
    /// </summary>
    /// <param name="publicKey">0x05 and the Curve25519 u coordinate, little-endian.</param>
    public static XEdDsaKey? TryCreate(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != XEdDsa.PublicKeyLength || publicKey[0] != XEdDsa.KeyType)
            return null;

        var point = new byte[PointLength];
        return TryConvert(publicKey[1..], point) ? new XEdDsaKey(point) : null;
    }

    /// <summary>Whether the signature is this key's over the message.</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">R and s; the top bit is the point's sign. None of another length holds.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != XEdDsa.SignatureLength)
            return false;

        var key = (signature[^1] & SignBit) == 0 ? _positive : _negative;
        Span<byte> plain = stackalloc byte[XEdDsa.SignatureLength];
        signature.CopyTo(plain);
        plain[^1] &= unchecked((byte)~SignBit);
        return key.Verify(message, plain);
    }

    // y = (u - 1) / (u + 1): the birational map of RFC 7748, section 4.1.
    private static bool TryConvert(ReadOnlySpan<byte> montgomery, Span<byte> edwards)
    {
        var u = new BigInteger(montgomery, isUnsigned: true);
        if (u >= P || u == P - 1)
            return false;

        var y = (u - 1 + P) * BigInteger.ModPow(u + 1, P - 2, P) % P;
        edwards.Clear();
        y.TryWriteBytes(edwards, out _, isUnsigned: true);
        // Neither a u of the curve's twist nor one of low order gives a usable point.
        return Ed25519Point.IsUsable(edwards);
    }
}
