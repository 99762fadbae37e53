using System.Security.Cryptography;
using Relay.Signatures.Custody;

namespace Relay.Signatures.Transparency;

/// <summary>The hashes of the key log's tree: SHA-256, leaves and nodes with different first bytes (RFC 9162, section 2.1.1).</summary>
public static class LogHash
{
    /// <summary>The length of every hash, in bytes.</summary>
    public const int Length = CustodyHash.Length;

    private const byte LeafMark = 0;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    /// <summary>The leaf of an entry.</summary>
    /// <param name="entry">The entry's commitment; any bytes, as in RFC 9162.</param>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        Span<byte> bytes = entry.Length <= Length ? stackalloc byte[1 + entry.Length] : new byte[1 + entry.Length];
        bytes[0] = LeafMark;
        entry.CopyTo(bytes[1..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The node above two others, each 32 bytes.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var node = new byte[Length];
        CustodyHash.Node(left, right, node);
        return node;
    }
}
