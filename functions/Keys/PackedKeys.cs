using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Functions.Keys;

/// <summary>
/// Keys as they are stored, one after the other:
/// <code>id u32 big-endian | public key | signature, if it has one</code>
/// </summary>
internal static class PackedKeys
{
    public const int PreKeyBytes = IdBytes + KeyNumbers.EcKeyBytes;
    public const int KyberBytes = IdBytes + KeyNumbers.KemKeyBytes + KeyNumbers.SignatureBytes;

    private const int IdBytes = 4;

    public static byte[] Pack(SignedPreKey key)
    {
        var bytes = new byte[IdBytes + key.PublicKey.Length + key.Signature.Length];
        Write(bytes, key.KeyId, key.PublicKey);
        key.Signature.CopyTo(bytes, IdBytes + key.PublicKey.Length);
        return bytes;
    }

    /// <summary>Its public key is what its signature leaves.</summary>
    public static SignedPreKey Signed(ReadOnlySpan<byte> bytes) =>
        new(Id(bytes), bytes[IdBytes..^KeyNumbers.SignatureBytes].ToArray(), bytes[^KeyNumbers.SignatureBytes..].ToArray());

    public static byte[] Pack(IReadOnlyList<PreKey> keys)
    {
        var bytes = new byte[keys.Count * PreKeyBytes];
        for (var i = 0; i < keys.Count; i++)
            Write(bytes.AsSpan(i * PreKeyBytes), keys[i].KeyId, keys[i].PublicKey);
        return bytes;
    }

    public static PreKey PreKey(ReadOnlySpan<byte> bytes) => new(Id(bytes), bytes[IdBytes..PreKeyBytes].ToArray());

    public static byte[] Pack(IEnumerable<SignedPreKey> keys) => [.. keys.SelectMany(Pack)];

    /// <summary>A key of a page.</summary>
    public static SignedPreKey OfPage(ReadOnlySpan<byte> page, int index) => Signed(page.Slice(index * KyberBytes, KyberBytes));

    /// <summary>Names the one-time keys of an upload; null when it has none.</summary>
    public static byte[]? BatchOf(KeysUpload upload)
    {
        if (upload is { PreKeys: null or { Count: 0 }, KyberPreKeys: null or { Count: 0 } })
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var key in upload.PreKeys ?? [])
            hash.AppendData(Pack([key]));
        foreach (var key in upload.KyberPreKeys ?? [])
            hash.AppendData(Pack(key));
        return hash.GetHashAndReset();
    }

    private static void Write(Span<byte> to, int id, byte[] key)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, id);
        key.CopyTo(to[IdBytes..]);
    }

    private static int Id(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
