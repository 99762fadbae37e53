using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>A tile that is full, at its place.</summary>
/// <param name="Level">The level of tiles, from 0.</param>
/// <param name="Index">Its place on that level, from 0.</param>
/// <param name="Tile">The tile.</param>
internal sealed record FullTile(int Level, long Index, LogTile Tile);

/// <summary>
/// The right edge of the log's tree: the tile of each level that is not full yet. With it alone the tree can grow, and its root be
/// told.
/// </summary>
/// <param name="Size">How many leaves the tree has.</param>
/// <param name="Tiles">By level.</param>
internal sealed record LogEdge(long Size, IReadOnlyList<LogTile> Tiles)
{
    /// <summary>That of the empty log.</summary>
    public static readonly LogEdge Empty = new(0, []);

    /// <summary>The edge after more leaves.</summary>
    /// <param name="leaves">The leaves' hashes.</param>
    /// <param name="full">Takes the tiles that have become full.</param>
    public LogEdge With(IEnumerable<byte[]> leaves, List<FullTile> full)
    {
        var levels = Tiles.Select(tile => new List<byte>(tile.Hashes)).ToList();
        var size = Size;
        foreach (var leaf in leaves)
        {
            size++;
            Add(levels, 0, leaf, size, full);
        }

        return new LogEdge(size, [.. levels.Select(hashes => new LogTile([.. hashes]))]);
    }

    /// <summary>The root of the tree: the full subtrees at the right edge, from the smallest up.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        for (var height = 0; Size >> height > 0; height++)
        {
            if ((Size >> height & 1) == 0)
                continue;
            var subtree = Node(height, (Size >> height) - 1);
            root = root is null ? subtree : LogHash.Node(subtree, root);
        }

        return root ?? LogHash.Empty();
    }

    /// <summary>The tile that is not full of a level of tiles, if that is the one at a place.</summary>
    public LogTile? TileAt(int level, long index) =>
        level < Tiles.Count && index == Size >> (LogTile.Height * (level + 1)) ? Tiles[level] : null;

    private byte[] Node(int height, long index)
    {
        var place = new LogNode(height, index);
        return TileAt(place.Level, place.Tile)!.Node(place.InTile, place.Place);
    }

    private static void Add(List<List<byte>> levels, int level, byte[] hash, long size, List<FullTile> full)
    {
        if (level == levels.Count)
            levels.Add([]);
        levels[level].AddRange(hash);
        if (levels[level].Count < LogTile.Width * LogHash.Length)
            return;

        var tile = new LogTile([.. levels[level]]);
        levels[level].Clear();
        full.Add(new FullTile(level, (size >> (LogTile.Height * (level + 1))) - 1, tile));
        Add(levels, level + 1, tile.Node(LogTile.Height, 0), size, full);
    }
}
