using System.Buffers;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Relay.Signatures;

/// <summary>An Ed25519 private key: the 32-byte seed of RFC 8032.</summary>
internal sealed class Ed25519SigningKey : SigningKey
{
    internal const int SeedLength = 32;

    private readonly byte[] _seed;
    private readonly byte[] _publicKey;
    private volatile bool _disposed;

    private Ed25519SigningKey(string keyId, byte[] seed, byte[] publicKey)
        : base(keyId, SignatureAlgorithms.Ed25519, new Ed25519VerificationKey(keyId, publicKey))
    {
        _seed = seed;
        _publicKey = publicKey;
    }

    internal static Ed25519SigningKey Create(string keyId) => FromSeed(keyId, RandomNumberGenerator.GetBytes(SeedLength));

    internal static Ed25519SigningKey FromSeed(string keyId, byte[] seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        return new Ed25519SigningKey(keyId, seed, publicKey);
    }

    public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequireRoom(destination);
        var length = SignatureAlgorithms.SignatureLength;
        var buffer = ArrayPool<byte>.Shared.Rent(length + data.Length);
        try
        {
            data.CopyTo(buffer.AsSpan(length));
            Ed25519.Sign(_seed, 0, _publicKey, 0, buffer, length, data.Length, buffer, 0);
            buffer.AsSpan(0, length).CopyTo(destination);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override string ExportPkcs8Pem()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Pkcs8.WriteEd25519(_seed);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
    }
}
