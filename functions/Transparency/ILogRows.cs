namespace Relay.Functions.Transparency;

/// <summary>The log at one size.</summary>
/// <param name="Edge">Its right edge.</param>
/// <param name="Token">The signed head.</param>
/// <param name="At">When that was signed.</param>
/// <param name="Version">The row's ETag; empty before it is stored.</param>
internal sealed record LogHead(LogEdge Edge, string Token, DateTimeOffset At, string Version = "")
{
    /// <summary>How many entries it has.</summary>
    public long Size => Edge.Size;
}

/// <summary>An append as it is stored, all of it or nothing.</summary>
/// <param name="Before">The head that it follows on, as read.</param>
/// <param name="After">The head that it leads to.</param>
/// <param name="Commitments">The entries, in their order; none of them twice.</param>
/// <param name="Full">The tiles that have become full.</param>
internal sealed record LogAppend(LogHead Before, LogHead After, IReadOnlyList<byte[]> Commitments, IReadOnlyList<FullTile> Full);

/// <summary>The rows of the log. All methods throw <see cref="Azure.RequestFailedException"/> when the store does not answer or refuses.</summary>
internal interface ILogRows
{
    /// <summary>The newest head; null before the first.</summary>
    Task<LogHead?> ReadHeadAsync(CancellationToken cancel);

    /// <summary>Stores the head of the empty log; false when there is one.</summary>
    Task<bool> TryCreateAsync(LogHead head, CancellationToken cancel);

    /// <summary>Stores an append; null, and nothing is stored, when the head has moved or one of the entries is there already.</summary>
    Task<LogHead?> TryAppendAsync(LogAppend append, CancellationToken cancel);

    /// <summary>A full tile.</summary>
    Task<LogTile> ReadTileAsync(int level, long index, CancellationToken cancel);

    /// <summary>Where an entry is; null when it is not in the log.</summary>
    Task<long?> FindAsync(byte[] commitment, CancellationToken cancel);

    /// <summary>The signed head of a size, while it is kept; null when the log never stood there, or long ago.</summary>
    Task<string?> FindHeadAsync(long size, CancellationToken cancel);

    /// <summary>Removes heads signed before a time, but for the newest; gives how many.</summary>
    Task<int> RemoveHeadsAsync(DateTimeOffset before, CancellationToken cancel);
}
