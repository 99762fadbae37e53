using Relay.Functions.Storage;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>
/// Reads the log. A head is read anew after a second, or when a larger one is needed; tiles that are full never change and are kept.
/// A proof reads one tile a level of tiles at most: up to four in a log of four thousand million entries.
/// </summary>
/// <param name="rows">The store.</param>
/// <param name="issuer">Signs the head of the empty log when there is none yet.</param>
/// <param name="cachedTiles">The most full tiles that are kept, about 16 KiB each.</param>
/// <param name="clock">Time.</param>
internal sealed class LogReader(ILogRows rows, HeadIssuer issuer, int cachedTiles, TimeProvider clock)
{
    /// <summary>How old a head may be that is shown as the newest.</summary>
    public static readonly TimeSpan HeadLife = TimeSpan.FromSeconds(1);

    private readonly TimedCache<(int Level, long Index), LogTile> _tiles = new(TimeSpan.MaxValue, cachedTiles, clock);
    private readonly SharedReads<int, LogHead> _reads = new(async _ =>
    {
        while (true)
        {
            if (await rows.ReadHeadAsync(CancellationToken.None) is { } head)
                return head;
            await rows.TryCreateAsync(issuer.First(), CancellationToken.None);
        }
    });

    private volatile Known? _newest;

    private sealed record Known(LogHead Head, long ReadAt);

    /// <summary>The head of the log, at most a second old.</summary>
    /// <param name="atLeast">The size that it must have; it was stored before this call.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public async Task<LogHead> HeadAsync(long atLeast, CancellationToken cancel)
    {
        if (_newest is { } known && known.Head.Size >= atLeast && clock.GetElapsedTime(known.ReadAt) < HeadLife)
            return known.Head;
        return await ReadHeadAsync(cancel);
    }

    /// <summary>The head as it is now.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public async Task<LogHead> ReadHeadAsync(CancellationToken cancel)
    {
        var readAt = clock.GetTimestamp();
        var head = await _reads.ReadAsync(0).WaitAsync(cancel);
        Learn(head, readAt);
        return head;
    }

    /// <summary>Takes a head that this instance has just stored.</summary>
    public void Learn(LogHead head) => Learn(head, clock.GetTimestamp());

    /// <summary>The audit path of an entry in the tree of a head.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task<IReadOnlyList<byte[]>> InclusionAsync(LogHead head, long index, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, head.Size);
        return RootsAsync(head, LogRanges.Inclusion(index, head.Size), cancel);
    }

    /// <summary>The proof that the log of one size is the beginning of that of another.</summary>
    /// <param name="head">A head that has at least the later size.</param>
    /// <param name="earlier">The one size, at most the other.</param>
    /// <param name="later">The other, at most the head's.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task<IReadOnlyList<byte[]>> ConsistencyAsync(LogHead head, long earlier, long later, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(later, head.Size);
        return RootsAsync(head, LogRanges.Consistency(earlier, later), cancel);
    }

    private void Learn(LogHead head, long readAt)
    {
        if (_newest is not { } known || head.Size >= known.Head.Size)
            _newest = new Known(head, readAt);
    }

    private async Task<IReadOnlyList<byte[]>> RootsAsync(LogHead head, IReadOnlyList<LogRange> ranges, CancellationToken cancel)
    {
        var places = ranges.SelectMany(range => range.Nodes()).Select(node => (node.Level, node.Tile)).Distinct().ToArray();
        var tiles = await Task.WhenAll(places.Select(place => TileAsync(head, place.Level, place.Tile).AsTask())).WaitAsync(cancel);
        var byPlace = places.Zip(tiles).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. ranges.Select(range => Root(range, byPlace))];
    }

    private static byte[] Root(LogRange range, Dictionary<(int, long), LogTile> tiles)
    {
        byte[]? root = null;
        foreach (var node in range.Nodes().Reverse())
        {
            var hash = tiles[(node.Level, node.Tile)].Node(node.InTile, node.Place);
            root = root is null ? hash : LogHash.Node(hash, root);
        }

        return root!;
    }

    private ValueTask<LogTile> TileAsync(LogHead head, int level, long index) =>
        head.Edge.TileAt(level, index) is { } edge
            ? ValueTask.FromResult(edge)
            : _tiles.GetAsync((level, index), rows, static (place, rows) => rows.ReadTileAsync(place.Level, place.Index, CancellationToken.None));
}
