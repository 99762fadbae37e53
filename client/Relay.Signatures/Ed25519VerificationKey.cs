using System.Buffers;
using System.Buffers.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Relay.Signatures;

/// <summary>An Ed25519 public key.</summary>
internal sealed class Ed25519VerificationKey(string keyId, byte[] publicKey) : VerificationKey(keyId, SignatureAlgorithms.Ed25519)
{
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureAlgorithms.SignatureLength)
            return false;
        // The implementation takes arrays only: signature and data share one from the pool.
        var buffer = ArrayPool<byte>.Shared.Rent(signature.Length + data.Length);
        try
        {
            signature.CopyTo(buffer);
            data.CopyTo(buffer.AsSpan(signature.Length));
            return Ed25519.Verify(buffer, 0, publicKey, 0, buffer, signature.Length, data.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override JsonWebKey ToJwk() => new()
    {
        Kty = "OKP",
        Crv = "Ed25519",
        Kid = KeyId,
        Alg = "EdDSA",
        Use = "sig",
        X = Base64Url.EncodeToString(publicKey),
    };
}
