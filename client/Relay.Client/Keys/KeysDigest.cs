using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Client.Keys;

/// <summary>Names the keys of a device that stay until they are replaced, so that app and relay can tell whether they have the same.</summary>
public static class KeysDigest
{
    /// <summary>SHA-256(identity key ‖ u64 id ‖ signed key ‖ u64 id ‖ last-resort key), ids big-endian: 32 bytes.</summary>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public static byte[] Of(byte[] identityKey, SignedPreKey signedPreKey, SignedPreKey lastResortKyberPreKey)
    {
        ArgumentNullException.ThrowIfNull(signedPreKey);
        ArgumentNullException.ThrowIfNull(lastResortKyberPreKey);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(identityKey);
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        foreach (var key in new[] { signedPreKey, lastResortKyberPreKey })
        {
            BinaryPrimitives.WriteUInt64BigEndian(id, (ulong)key.KeyId);
            hash.AppendData(id);
            hash.AppendData(key.PublicKey);
        }

        return hash.GetHashAndReset();
    }
}
