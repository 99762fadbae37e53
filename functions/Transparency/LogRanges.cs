namespace Relay.Functions.Transparency;

/// <summary>A full subtree of the log's tree: 2^<paramref name="Height"/> leaves.</summary>
/// <param name="Height">From 0, a leaf.</param>
/// <param name="Index">Its place among those of the same height, from 0.</param>
internal readonly record struct LogNode(int Height, long Index)
{
    /// <summary>The level of tiles that it is computed from.</summary>
    public int Level => Height / LogTile.Height;

    /// <summary>Its height in that tile.</summary>
    public int InTile => Height % LogTile.Height;

    /// <summary>The tile's place on its level.</summary>
    public long Tile => Index >> (LogTile.Height - InTile);

    /// <summary>Its place in the tile, among those of the same height.</summary>
    public int Place => (int)(Index & ((1L << (LogTile.Height - InTile)) - 1));
}

/// <summary>Neighbouring leaves whose root a proof shows.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal readonly record struct LogRange(long From, long To)
{
    /// <summary>The full subtrees that it consists of, from left to right, each smaller than the one before.</summary>
    public IEnumerable<LogNode> Nodes()
    {
        for (var at = From; at < To;)
        {
            var height = long.Log2(To - at);
            yield return new LogNode((int)height, at >> (int)height);
            at += 1L << (int)height;
        }
    }
}

/// <summary>Which roots proofs consist of; the shape of RFC 9162, sections 2.1.3.1 and 2.1.4.1, without its recursion.</summary>
internal static class LogRanges
{
    /// <summary>The audit path of a leaf in a tree of a size, from the leaf up.</summary>
    public static IReadOnlyList<LogRange> Inclusion(long index, long size)
    {
        var path = new List<LogRange>();
        for (var (from, to) = (0L, size); to - from > 1;)
        {
            var middle = from + Split(to - from);
            var isLeft = index < middle;
            path.Add(isLeft ? new LogRange(middle, to) : new LogRange(from, middle));
            (from, to) = isLeft ? (from, middle) : (middle, to);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that a tree of one size is the beginning of one of another; empty where the first is empty or they are the same.</summary>
    public static IReadOnlyList<LogRange> Consistency(long earlier, long later)
    {
        var path = new List<LogRange>();
        if (earlier == 0)
            return path;
        var (from, to, isWhole) = (0L, later, true);
        while (earlier < to)
        {
            var middle = from + Split(to - from);
            var isLeft = earlier <= middle;
            path.Add(isLeft ? new LogRange(middle, to) : new LogRange(from, middle));
            isWhole &= isLeft;
            (from, to) = isLeft ? (from, middle) : (middle, to);
        }

        // What the earlier tree's root is by itself, whoever checks has it.
        if (!isWhole)
            path.Add(new LogRange(from, to));
        path.Reverse();
        return path;
    }

    // The largest power of two that is less.
    private static long Split(long count) => 1L << (int)long.Log2(count - 1);
}
