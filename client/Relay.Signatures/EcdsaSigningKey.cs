using System.Security.Cryptography;

namespace Relay.Signatures;

/// <summary>An EC P-256 private key.</summary>
internal sealed class EcdsaSigningKey : SigningKey
{
    private readonly EcdsaPool _pool;

    private EcdsaSigningKey(string keyId, ECParameters parameters)
        : base(keyId, SignatureAlgorithms.EcdsaP256Sha256, new EcdsaVerificationKey(keyId, parameters.Q.X!, parameters.Q.Y!)) =>
        _pool = new EcdsaPool(parameters);

    internal static EcdsaSigningKey Create(string keyId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new EcdsaSigningKey(keyId, key.ExportParameters(includePrivateParameters: true));
    }

    internal static EcdsaSigningKey Import(string keyId, ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        // Named anew: a platform may export the curve by name only or by identifier only.
        parameters.Curve = ECCurve.NamedCurves.nistP256;
        return new EcdsaSigningKey(keyId, parameters);
    }

    public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        RequireRoom(destination);
        var key = _pool.Rent();
        try
        {
            return key.SignData(data, destination, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _pool.Return(key);
        }
    }

    public override string ExportPkcs8Pem()
    {
        var key = _pool.Rent();
        try
        {
            return key.ExportPkcs8PrivateKeyPem();
        }
        finally
        {
            _pool.Return(key);
        }
    }

    protected override void Dispose(bool disposing) => _pool.Dispose();
}
