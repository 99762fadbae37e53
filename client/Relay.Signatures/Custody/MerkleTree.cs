namespace Relay.Signatures.Custody;

/// <summary>
/// The tree over the leaves of a receipt, shaped as in RFC 6962, section 2.1: neighbours are paired level by level, and the last
/// of an odd number rises unpaired.
/// </summary>
public static class MerkleTree
{
    private const int Length = CustodyHash.Length;

    /// <summary>The root.</summary>
    /// <exception cref="ArgumentException">There are no leaves.</exception>
    public static byte[] Root(IReadOnlyList<byte[]> leaves)
    {
        var level = Require(leaves);
        while (level.Length > 1)
            level = Above(level);
        return level[0];
    }

    /// <summary>The siblings from a leaf up to the root.</summary>
    /// <exception cref="ArgumentException">There are no leaves, or none at that place.</exception>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Count);
        var path = new List<byte[]>();
        for (var level = Require(leaves); level.Length > 1; level = Above(level), index >>= 1)
        {
            if ((index ^ 1) < level.Length)
                path.Add(level[index ^ 1]);
        }

        return path;
    }

    /// <summary>The root that a leaf and its path lead to; null when there is no such place, or the path is longer or shorter than it must be.</summary>
    /// <param name="leaf">32 bytes.</param>
    /// <param name="index">The leaf's place, from 0.</param>
    /// <param name="count">How many leaves the tree has.</param>
    /// <param name="path">By <see cref="Path"/>; each 32 bytes.</param>
    public static byte[]? RootOf(ReadOnlySpan<byte> leaf, int index, int count, IReadOnlyList<byte[]> path)
    {
        if (leaf.Length != Length || index < 0 || index >= count)
            return null;

        var node = leaf.ToArray();
        var used = 0;
        for (; count > 1; count = (count + 1) / 2, index >>= 1)
        {
            if ((index ^ 1) >= count)
                continue;
            if (used == path.Count || path[used].Length != Length)
                return null;

            var sibling = path[used++];
            if ((index & 1) == 0)
                CustodyHash.Node(node, sibling, node);
            else
                CustodyHash.Node(sibling, node, node);
        }

        return used == path.Count ? node : null;
    }

    private static byte[][] Require(IReadOnlyList<byte[]> leaves) =>
        leaves.Count > 0 ? [.. leaves] : throw new ArgumentException("A tree has at least one leaf.", nameof(leaves));

    private static byte[][] Above(byte[][] level)
    {
        var above = new byte[(level.Length + 1) / 2][];
        for (var i = 0; i < above.Length; i++)
        {
            if ((2 * i) + 1 == level.Length)
                above[i] = level[2 * i];
            else
                CustodyHash.Node(level[2 * i], level[(2 * i) + 1], above[i] = new byte[Length]);
        }

        return above;
    }
}
