using System.Buffers.Text;
using System.Numerics;
using Relay.Signatures;
using Relay.Signatures.Identity;

namespace Relay.Identities;

/// <summary>
/// A Signal identity key for tests. The scalar of an Ed25519 key is a Curve25519 private key too: its signatures, with the sign of
/// the Edwards point in the top bit, are those that libsignal would verify under the Curve25519 public key.
/// </summary>
internal sealed class TestIdentity : IDisposable
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    private readonly SigningKey _key = SigningKey.CreateEd25519("identity");
    private readonly byte _sign;

    public TestIdentity()
    {
        var point = Base64Url.DecodeFromChars(_key.Public.ToJwk().X);
        _sign = (byte)(point[^1] & 0x80);
        point[^1] &= 0x7F;
        // u = (1 + y) / (1 - y)
        var y = new BigInteger(point, isUnsigned: true);
        var u = (1 + y) * BigInteger.ModPow(1 - y + P, P - 2, P) % P;
        PublicKey = new byte[XEdDsa.PublicKeyLength];
        PublicKey[0] = XEdDsa.KeyType;
        u.TryWriteBytes(PublicKey.AsSpan(1), out _, isUnsigned: true);
    }

    /// <summary>0x05 and the Curve25519 key.</summary>
    public byte[] PublicKey { get; }

    /// <summary>An XEdDSA signature.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[XEdDsa.SignatureLength];
        _key.Sign(message, signature);
        signature[^1] |= _sign;
        return signature;
    }

    /// <summary>The signature of one account of a link.</summary>
    public byte[] SignLink((string Partner, string User) own, (string Partner, string User) other, ReadOnlySpan<byte> otherKey, Guid link) =>
        Sign(LinkStatement.ToBytes(own.Partner, own.User, PublicKey, other.Partner, other.User, otherKey, link));

    public void Dispose() => _key.Dispose();
}
