namespace Relay.Signatures;

/// <summary>A private key that makes signatures. Safe for use by several threads at once; disposing forgets the secret.</summary>
public abstract class SigningKey : IDisposable
{
    private protected SigningKey(string keyId, string algorithm, VerificationKey publicKey)
    {
        KeyId = keyId;
        Algorithm = algorithm;
        Public = publicKey;
    }

    /// <summary>The id under which signatures name the key.</summary>
    public string KeyId { get; }

    /// <summary>One of <see cref="SignatureAlgorithms"/>.</summary>
    public string Algorithm { get; }

    /// <summary>The public half.</summary>
    public VerificationKey Public { get; }

    /// <summary>Signs and returns the number of bytes written, which is 64.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 64 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The key is disposed.</exception>
    public abstract int Sign(ReadOnlySpan<byte> data, Span<byte> destination);

    /// <summary>The secret as PKCS #8 in PEM (RFC 5958, RFC 7468): keep it as you keep passwords.</summary>
    /// <exception cref="ObjectDisposedException">The key is disposed.</exception>
    public abstract string ExportPkcs8Pem();

    /// <summary>Makes a new EC P-256 key.</summary>
    /// <exception cref="ArgumentException">The id is not 1 to 128 printable ASCII characters without space, quote and backslash.</exception>
    public static SigningKey CreateEcdsaP256(string keyId) => EcdsaSigningKey.Create(KeyIds.Require(keyId));

    /// <summary>Makes a new Ed25519 key.</summary>
    /// <exception cref="ArgumentException">The id is not 1 to 128 printable ASCII characters without space, quote and backslash.</exception>
    public static SigningKey CreateEd25519(string keyId) => Ed25519SigningKey.Create(KeyIds.Require(keyId));

    /// <summary>Reads a key from PKCS #8 in PEM (<c>PRIVATE KEY</c>), EC P-256 or Ed25519.</summary>
    /// <exception cref="ArgumentException">The id is not 1 to 128 printable ASCII characters without space, quote and backslash.</exception>
    /// <exception cref="FormatException">The text holds no such key.</exception>
    public static SigningKey ImportPkcs8Pem(string keyId, string pem) => Pkcs8.Read(KeyIds.Require(keyId), pem);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Forgets the secret.</summary>
    protected abstract void Dispose(bool disposing);

    private protected static void RequireRoom(Span<byte> destination)
    {
        if (destination.Length < SignatureAlgorithms.SignatureLength)
            throw new ArgumentException("A signature needs 64 bytes.", nameof(destination));
    }
}
