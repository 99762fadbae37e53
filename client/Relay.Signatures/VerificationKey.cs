namespace Relay.Signatures;

/// <summary>A public key that checks signatures. Safe for use by several threads at once.</summary>
public abstract class VerificationKey
{
    private protected VerificationKey(string keyId, string algorithm)
    {
        KeyId = keyId;
        Algorithm = algorithm;
    }

    /// <summary>The id under which signatures name the key.</summary>
    public string KeyId { get; }

    /// <summary>The only algorithm the key is used with, one of <see cref="SignatureAlgorithms"/>.</summary>
    public string Algorithm { get; }

    /// <summary>Whether the signature is this key's over the data. A signature of another length than 64 bytes never is.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>The key as JSON, with <c>alg</c> and <c>use</c>.</summary>
    public abstract JsonWebKey ToJwk();

    /// <summary>Reads and checks a key.</summary>
    /// <exception cref="FormatException">
    /// The key is not of the profile. The message begins with the member's name and a colon: unsupported <c>kty</c>, <c>crv</c>,
    /// <c>alg</c> or <c>use</c>; <c>x</c> or <c>y</c> missing, of the wrong length or not on the curve; <c>kid</c> missing or unsuitable.
    /// </exception>
    public static VerificationKey FromJwk(JsonWebKey jwk) => JsonWebKeyReader.Read(jwk);
}
