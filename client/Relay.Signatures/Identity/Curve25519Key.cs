namespace Relay.Signatures.Identity;

/// <summary>The check of a Curve25519 public key that a shared secret is to be agreed with.</summary>
public static class Curve25519Key
{
    private const int PointLength = 32;

    // p = 2^255 - 19, most significant byte first.
    private static readonly byte[] P = Convert.FromHexString("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");

    // The canonical u of the points of order 1, 2, 4 and 8 of the curve and of its twist (RFC 7748, section 7), little-endian: with
    // them, every private key agrees on one and the same secret.
    private static readonly byte[][] LowOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        Convert.FromHexString("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    ];

    /// <summary>Whether this is <see cref="XEdDsa.KeyType"/> and a u coordinate in its one canonical form that is not of low order.</summary>
    /// <param name="publicKey">33 bytes; none of another length is usable.</param>
    public static bool IsUsable(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != XEdDsa.PublicKeyLength || publicKey[0] != XEdDsa.KeyType)
            return false;

        Span<byte> bigEndian = stackalloc byte[PointLength];
        publicKey[1..].CopyTo(bigEndian);
        bigEndian.Reverse();
        if (bigEndian.SequenceCompareTo(P) >= 0)
            return false;

        foreach (var point in LowOrder)
        {
            if (publicKey[1..].SequenceEqual(point))
                return false;
        }

        return true;
    }
}
