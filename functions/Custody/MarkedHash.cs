using System.Runtime.Intrinsics;
using Words = System.Runtime.Intrinsics.Vector256<uint>;

namespace Relay.Functions.Custody;

/// <summary>
/// SHA-256 of messages that begin with one byte of domain separation (RFC 6962, section 2.1): everything after it stands askew
/// to the words of the hash.
/// </summary>
internal static class MarkedHash
{
    /// <summary>The first byte of a leaf.</summary>
    public const uint Leaf = 0x00;

    /// <summary>The first byte of a node.</summary>
    public const uint Node = 0x01;

    private const int TopByte = 24;

    /// <summary>Hashes the mark and 16 to 20 words, which with the end's mark and length fill two blocks.</summary>
    public static void Compute(uint mark, ReadOnlySpan<Words> message, Span<Words> hash)
    {
        Span<Words> blocks = stackalloc Words[2 * Sha256Lanes.BlockWords];
        Shift(Vector256.Create(mark << TopByte), message, blocks);
        Sha256Lanes.Close(blocks[Sha256Lanes.BlockWords..], message.Length + 1 - Sha256Lanes.BlockWords, 1 + (message.Length * sizeof(uint)));
        Sha256Lanes.Start(hash);
        Sha256Lanes.Compress(hash, blocks[..Sha256Lanes.BlockWords]);
        Sha256Lanes.Compress(hash, blocks[Sha256Lanes.BlockWords..]);
    }

    /// <summary>Writes a byte, the words after it, and the mark of the message's end: one word more than there were.</summary>
    public static void Shift(Words first, ReadOnlySpan<Words> message, Span<Words> destination)
    {
        var carried = first;
        for (var i = 0; i < message.Length; i++)
        {
            destination[i] = carried | (message[i] >>> 8);
            carried = message[i] << TopByte;
        }

        destination[message.Length] = carried | Vector256.Create(0x800000u);
    }
}
