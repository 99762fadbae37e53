using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>
/// Up to 256 neighbouring hashes of one level of the log's tree, of which only every eighth level is stored: at level L each is the
/// root over 256^L leaves. A full one never changes. Nodes in between are computed when they are first asked for.
/// </summary>
/// <param name="hashes">The hashes, 32 bytes each.</param>
internal sealed class LogTile(byte[] hashes)
{
    /// <summary>How many levels of the tree one level of tiles is.</summary>
    public const int Height = 8;

    /// <summary>How many hashes a full tile has.</summary>
    public const int Width = 1 << Height;

    private readonly byte[]?[] _levels = [hashes, .. new byte[]?[Height]];

    /// <summary>The hashes.</summary>
    public byte[] Hashes => hashes;

    /// <summary>How many there are.</summary>
    public int Count => hashes.Length / LogHash.Length;

    /// <summary>The node over 2^<paramref name="height"/> of the hashes.</summary>
    /// <param name="height">0 to 8.</param>
    /// <param name="index">Its place among those of the same height, from 0.</param>
    public byte[] Node(int height, int index) => Of(Level(height), index).ToArray();

    // Computed twice by two threads it is the same.
    private byte[] Level(int height) => _levels[height] ??= Above(Level(height - 1));

    private static byte[] Above(byte[] below)
    {
        var level = new byte[below.Length / LogHash.Length / 2 * LogHash.Length];
        for (var i = 0; i < level.Length / LogHash.Length; i++)
            LogHash.Node(Of(below, 2 * i), Of(below, (2 * i) + 1)).CopyTo(level, i * LogHash.Length);
        return level;
    }

    private static ReadOnlySpan<byte> Of(byte[] level, int index) => level.AsSpan(index * LogHash.Length, LogHash.Length);
}
