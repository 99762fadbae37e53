using System.Numerics;

namespace Relay.Signatures;

/// <summary>
/// The check of an Ed25519 public key when it is registered (RFC 8032, section 5.1.3): its encoding is canonical, it is a
/// point of the curve, and not one of the eight of low order, for which a signature proves nothing.
/// </summary>
internal static class Ed25519Point
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));

    internal static bool IsUsable(ReadOnlySpan<byte> encoded)
    {
        Span<byte> bytes = stackalloc byte[32];
        encoded.CopyTo(bytes);
        // The top bit is the sign of x; both signs of a non-zero x are points.
        bytes[31] &= 0x7F;
        var y = new BigInteger(bytes, isUnsigned: true);
        if (y >= P)
            return false;

        // -x² + y² = 1 + d·x²·y²  ⇒  x² = (y² - 1) / (d·y² + 1)
        var xSquared = Mod((y * y - 1) * Invert(Mod(D * y * y + 1)));
        // x = 0 holds for y = ±1 only: the points of order 1 and 2.
        if (xSquared.IsZero || BigInteger.ModPow(xSquared, (P - 1) / 2, P) != BigInteger.One)
            return false;

        // Three doublings of a point of low order end at the neutral element, which is the only one with y = 1.
        for (var i = 0; i < 3; i++)
            (xSquared, y) = Double(xSquared, y);
        return y != BigInteger.One;
    }

    /// <summary>Doubling in terms of x² and y: the sign of x plays no part in either of the doubled point.</summary>
    private static (BigInteger XSquared, BigInteger Y) Double(BigInteger xSquared, BigInteger y)
    {
        var ySquared = Mod(y * y);
        var product = Mod(D * xSquared * ySquared);
        var doubledX = Mod(4 * xSquared * ySquared * Invert(Mod((1 + product) * (1 + product))));
        var doubledY = Mod((ySquared + xSquared) * Invert(Mod(1 - product)));
        return (doubledX, doubledY);
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}
