using Azure;

namespace Relay.Functions.Ledger;

/// <summary>A row of the ledger, of any kind.</summary>
/// <param name="Partition">See <see cref="BatchKey"/>.</param>
/// <param name="Key">See <see cref="BatchKey"/>.</param>
/// <param name="Bytes">See <see cref="LedgerCodec"/>.</param>
internal sealed record LedgerRow(string Partition, string Key, byte[] Bytes)
{
    /// <summary>The lane of the batch; empty for announcements.</summary>
    public string Lane { get; init; } = "";

    /// <summary>The epoch of that lane.</summary>
    public int Epoch { get; init; }

    /// <summary>Of the row as it was read.</summary>
    public ETag ETag { get; init; }

    /// <summary>When it was written last, by the store's clock.</summary>
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>Rows to be read, in the order of partition and key.</summary>
/// <param name="From">The first partition.</param>
/// <param name="To">The last partition.</param>
internal readonly record struct LedgerRange(string From, string To)
{
    /// <summary>In the first partition, only rows after this one.</summary>
    public string? After { get; init; }

    /// <summary>Only batches and index rows for this recipient's partner.</summary>
    public string? Recipient { get; init; }

    /// <summary>Only batches and index rows of this lane, or of a lane of an earlier epoch than <see cref="Epoch"/>.</summary>
    public string? Lane { get; init; }

    /// <summary>See <see cref="Lane"/>.</summary>
    public int Epoch { get; init; }

    /// <summary>Only rows that were last written before this time.</summary>
    public DateTimeOffset? WrittenBefore { get; init; }
}

/// <summary>The ledger's table. Every call may throw <see cref="RequestFailedException"/>: the store did not answer or refused.</summary>
internal interface ILedgerRows
{
    /// <summary>Adds a row; false when there is one of that name.</summary>
    Task<bool> InsertAsync(LedgerRow row);

    /// <summary>Writes a row, over one of that name if there is one.</summary>
    Task PutAsync(LedgerRow row);

    /// <summary>Replaces a row if nobody has written it since it was read; false when somebody has.</summary>
    Task<bool> TryReplaceAsync(LedgerRow row, CancellationToken cancel);

    /// <summary>One row, or null.</summary>
    Task<LedgerRow?> FindAsync(string partition, string key, CancellationToken cancel);

    /// <summary>Rows in order.</summary>
    IAsyncEnumerable<LedgerRow> ReadAsync(LedgerRange range, CancellationToken cancel);

    /// <summary>The first partition at or after a name; null when there is none.</summary>
    Task<string?> NextPartitionAsync(string from, CancellationToken cancel);

    /// <summary>Removes rows of one partition, at most 100, if nobody has written any of them since they were read; false when somebody has.</summary>
    Task<bool> TryRemoveAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel);
}
