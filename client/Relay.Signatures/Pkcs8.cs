using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Relay.Signatures;

/// <summary>Private keys in PKCS #8: EC by the platform, Ed25519 by RFC 8410 (the platform has no Ed25519).</summary>
internal static class Pkcs8
{
    private const string PemLabel = "PRIVATE KEY";
    private const string Ed25519Oid = "1.3.101.112";
    private const string EcPublicKeyOid = "1.2.840.10045.2.1";
    private const string P256Oid = "1.2.840.10045.3.1.7";

    internal static SigningKey Read(string keyId, string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual(PemLabel))
            throw new FormatException("A PEM block labelled PRIVATE KEY is wanted.");

        var der = new byte[fields.DecodedDataLength];
        try
        {
            if (!Convert.TryFromBase64Chars(pem.AsSpan()[fields.Base64Data], der, out var length) || length != der.Length)
                throw new FormatException("The PEM block is not base64.");
            return ReadDer(keyId, der);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new FormatException("The PEM block is no PKCS #8 private key.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static SigningKey ReadDer(string keyId, byte[] der)
    {
        var info = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        info.ReadInteger();
        var algorithm = info.ReadSequence();
        switch (algorithm.ReadObjectIdentifier())
        {
            case Ed25519Oid:
                var seed = new AsnReader(info.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
                return seed.Length == Ed25519SigningKey.SeedLength
                    ? Ed25519SigningKey.FromSeed(keyId, seed)
                    : throw new FormatException("An Ed25519 key has 32 bytes.");
            case EcPublicKeyOid when algorithm.ReadObjectIdentifier() == P256Oid:
                using (var key = ECDsa.Create())
                {
                    key.ImportPkcs8PrivateKey(der, out _);
                    return EcdsaSigningKey.Import(keyId, key);
                }
            default:
                throw new FormatException("Only EC keys on P-256 and Ed25519 keys are supported.");
        }
    }

    internal static string WriteEd25519(byte[] seed)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(seed);
        var outer = new AsnWriter(AsnEncodingRules.DER);
        using (outer.PushSequence())
        {
            outer.WriteInteger(0);
            using (outer.PushSequence())
                outer.WriteObjectIdentifier(Ed25519Oid);
            outer.WriteOctetString(inner.Encode());
        }

        var der = outer.Encode();
        try
        {
            return PemEncoding.WriteString(PemLabel, der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
            inner.Reset();
            outer.Reset();
        }
    }
}
