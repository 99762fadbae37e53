using System.Buffers.Text;
using System.Security.Cryptography;

namespace Relay.Signatures;

/// <summary>An EC P-256 public key.</summary>
internal sealed class EcdsaVerificationKey : VerificationKey
{
    private readonly EcdsaPool _pool;

    internal EcdsaVerificationKey(string keyId, byte[] x, byte[] y)
        : base(keyId, SignatureAlgorithms.EcdsaP256Sha256)
    {
        _pool = new EcdsaPool(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        try
        {
            // The import checks that the point is on the curve; P-256 has no other points of low order.
            _pool.Return(_pool.Rent());
        }
        catch (CryptographicException e)
        {
            throw new FormatException("x: with y this is no point of the curve.", e);
        }
    }

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureAlgorithms.SignatureLength)
            return false;
        var key = _pool.Rent();
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _pool.Return(key);
        }
    }

    public override JsonWebKey ToJwk() => new()
    {
        Kty = "EC",
        Crv = "P-256",
        Kid = KeyId,
        Alg = "ES256",
        Use = "sig",
        X = Base64Url.EncodeToString(_pool.Parameters.Q.X),
        Y = Base64Url.EncodeToString(_pool.Parameters.Q.Y),
    };
}
