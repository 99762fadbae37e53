using System.Buffers.Binary;
using Relay.Signatures.Custody;
using Words = System.Runtime.Intrinsics.Vector256<uint>;

namespace Relay.Functions.Custody;

/// <summary>The root of a receipt's tree: what <see cref="MerkleTree"/> defines, eight nodes at a time.</summary>
internal static class ReceiptRoot
{
    private const int Length = CustodyHash.Length;

    /// <summary>Reduces leaves of 32 bytes each, level by level in place; the root is left in front.</summary>
    public static void Reduce(Span<byte> nodes)
    {
        for (var count = nodes.Length / Length; count > 1; count = (count + 1) / 2)
        {
            // What is written lies before anything that is still to be read.
            for (var first = 0; first < count / 2; first += Sha256Lanes.Lanes)
                Combine(nodes, first, Math.Min(Sha256Lanes.Lanes, (count / 2) - first));
            if (count % 2 == 1)
                nodes.Slice((count - 1) * Length, Length).CopyTo(nodes[(count / 2 * Length)..]);
        }
    }

    private static void Combine(Span<byte> nodes, int first, int pairs)
    {
        Span<Words> message = stackalloc Words[2 * Sha256Lanes.StateWords];
        Span<Words> hash = stackalloc Words[Sha256Lanes.StateWords];
        message.Clear();
        var each = Sha256Lanes.Each(message);
        for (var lane = 0; lane < pairs; lane++)
        {
            var pair = nodes.Slice((first + lane) * 2 * Length, 2 * Length);
            for (var word = 0; word < message.Length; word++)
                each[(word * Sha256Lanes.Lanes) + lane] = BinaryPrimitives.ReadUInt32BigEndian(pair[(word * sizeof(uint))..]);
        }

        MarkedHash.Compute(MarkedHash.Node, message, hash);
        each = Sha256Lanes.Each(hash);
        for (var lane = 0; lane < pairs; lane++)
        {
            var node = nodes.Slice((first + lane) * Length, Length);
            for (var word = 0; word < hash.Length; word++)
                BinaryPrimitives.WriteUInt32BigEndian(node[(word * sizeof(uint))..], each[(word * Sha256Lanes.Lanes) + lane]);
        }
    }
}
