namespace Relay.Signatures.Transparency;

/// <summary>Checks proofs about the key log's tree. Nothing is believed of them: any input has an answer.</summary>
public static class LogProof
{
    // No tree of 2^63 leaves has a longer path; a consistency proof has one hash more.
    private const int MostHashes = 64;

    /// <summary>The root that a leaf and its audit path lead to in a tree of a size; null when they cannot belong together (RFC 9162, section 2.1.3.2).</summary>
    /// <param name="leaf">The leaf's hash, 32 bytes.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="path">The siblings from the leaf up, 32 bytes each.</param>
    public static byte[]? RootOf(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (leaf.Length != LogHash.Length || index < 0 || index >= size || !AreHashes(path))
            return null;

        var (number, last) = (index, size - 1);
        var node = leaf.ToArray();
        foreach (var sibling in path)
        {
            if (last == 0)
                return null;
            if ((number & 1) == 1 || number == last)
            {
                node = LogHash.Node(sibling, node);
                while ((number & 1) == 0 && number != 0)
                    (number, last) = (number >> 1, last >> 1);
            }
            else
            {
                node = LogHash.Node(node, sibling);
            }

            (number, last) = (number >> 1, last >> 1);
        }

        return last == 0 ? node : null;
    }

    /// <summary>Whether a tree is the beginning of a larger one (RFC 9162, section 2.1.4.2).</summary>
    /// <param name="from">The size of the earlier tree.</param>
    /// <param name="fromRoot">Its root.</param>
    /// <param name="to">The size of the later tree.</param>
    /// <param name="toRoot">Its root.</param>
    /// <param name="path">The proof, 32 bytes each; empty where the sizes are the same, or the earlier tree is empty.</param>
    public static bool AreConsistent(long from, ReadOnlySpan<byte> fromRoot, long to, ReadOnlySpan<byte> toRoot, IReadOnlyList<byte[]> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (from < 0 || from > to || fromRoot.Length != LogHash.Length || toRoot.Length != LogHash.Length || !AreHashes(path))
            return false;
        if (from == to)
            return path.Count == 0 && fromRoot.SequenceEqual(toRoot);
        if (from == 0)
            return path.Count == 0 && fromRoot.SequenceEqual(LogHash.Empty());
        if (path.Count == 0)
            return false;

        // A full earlier tree is a node of the later one, and stands for itself.
        IReadOnlyList<byte[]> nodes = long.IsPow2(from) ? [fromRoot.ToArray(), .. path] : path;
        var (number, last) = (from - 1, to - 1);
        while ((number & 1) == 1)
            (number, last) = (number >> 1, last >> 1);
        var (earlier, later) = (nodes[0], nodes[0]);
        foreach (var node in nodes.Skip(1))
        {
            if (last == 0)
                return false;
            if ((number & 1) == 1 || number == last)
            {
                earlier = LogHash.Node(node, earlier);
                later = LogHash.Node(node, later);
                while ((number & 1) == 0 && number != 0)
                    (number, last) = (number >> 1, last >> 1);
            }
            else
            {
                later = LogHash.Node(later, node);
            }

            (number, last) = (number >> 1, last >> 1);
        }

        return last == 0 && fromRoot.SequenceEqual(earlier) && toRoot.SequenceEqual(later);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> path) => path.Count <= MostHashes && path.All(hash => hash is { Length: LogHash.Length });
}
