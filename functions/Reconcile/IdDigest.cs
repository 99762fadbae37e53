using System.Buffers.Text;
using System.Security.Cryptography;

namespace Relay.Functions.Reconcile;

/// <summary>The digest by which two sides compare sets of ids.</summary>
public static class IdDigest
{
    /// <summary>base64url of the SHA-256 over the distinct ids in ascending order, 16 bytes each, big-endian as they are written.</summary>
    public static string Of(IEnumerable<Guid> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids.Distinct().Order())
        {
            id.TryWriteBytes(bytes, bigEndian: true, out _);
            hash.AppendData(bytes);
        }

        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }
}
