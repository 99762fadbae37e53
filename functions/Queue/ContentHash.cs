using System.Buffers.Binary;
using System.IO.Hashing;

namespace Relay.Functions.Queue;

/// <summary>XxHash64: tells contents apart. Not cryptographic: who makes two contents of one hash deceives only itself.</summary>
internal static class ContentHash
{
    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, long seed = 0)
    {
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        XxHash64.Hash(bytes, hash, seed);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
