using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Transparency;

/// <summary>
/// The log in one partition of Table storage: the head with the right edge, full tiles, entries by commitment, heads by size. An
/// append is one transaction (100 rows and 4 MiB at most) that holds only while the head is as it was read.
/// </summary>
internal sealed class LogRows(TableClient table) : ILogRows
{
    /// <summary>Of one append: a transaction has room for 100 rows, and takes two for heads and one for each level whose tile is full.</summary>
    public const int MostEntries = 90;

    private const string Partition = "log";
    private const string HeadRow = "head";
    private const string EntryPrefix = "e";
    private const string OldHeadPrefix = "s";
    private const string AfterOldHeads = "t";
    private const string TilePrefix = "t";
    private const string SizeColumn = "Size";
    private const string TokenColumn = "Token";
    private const string AtColumn = "At";
    private const string IndexColumn = "Index";
    private const string HashesColumn = "Hashes";
    private const int RemovedAtOnce = 100;

    /// <inheritdoc/>
    public async Task<LogHead?> ReadHeadAsync(CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, HeadRow, cancellationToken: cancel);
        if (!row.HasValue)
            return null;

        var head = row.Value!;
        var size = head.GetInt64(SizeColumn)!.Value;
        // A tile without hashes has no column.
        var tiles = new List<LogTile>();
        for (var level = 0; size >> (LogTile.Height * level) > 0; level++)
            tiles.Add(new LogTile(head.GetBinary(EdgeColumn(level)) ?? []));
        return new LogHead(
            new LogEdge(size, tiles), head.GetString(TokenColumn), head.GetDateTimeOffset(AtColumn)!.Value, head.ETag.ToString());
    }

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(LogHead head, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(Head(head), cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<LogHead?> TryAppendAsync(LogAppend append, CancellationToken cancel)
    {
        var actions = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, Head(append.After), new ETag(append.Before.Version)),
            Add(new TableEntity(Partition, OldHeadName(append.After.Size)) { [TokenColumn] = append.After.Token, [AtColumn] = append.After.At }),
        };
        actions.AddRange(append.Commitments.Select((commitment, i) => Add(new TableEntity(Partition, EntryName(commitment)) { [IndexColumn] = append.Before.Size + i })));
        actions.AddRange(append.Full.Select(full => Add(new TableEntity(Partition, TileName(full.Level, full.Index)) { [HashesColumn] = full.Tile.Hashes })));
        try
        {
            var answers = await table.SubmitTransactionAsync(actions, cancel);
            return append.After with { Version = answers.Value[0].Headers.ETag!.Value.ToString() };
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<LogTile> ReadTileAsync(int level, long index, CancellationToken cancel)
    {
        var row = await table.GetEntityAsync<TableEntity>(Partition, TileName(level, index), cancellationToken: cancel);
        return new LogTile(row.Value.GetBinary(HashesColumn));
    }

    /// <inheritdoc/>
    public async Task<long?> FindAsync(byte[] commitment, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, EntryName(commitment), cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetInt64(IndexColumn) : null;
    }

    /// <inheritdoc/>
    public async Task<string?> FindHeadAsync(long size, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, OldHeadName(size), cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetString(TokenColumn) : null;
    }

    /// <inheritdoc/>
    public async Task<int> RemoveHeadsAsync(DateTimeOffset before, CancellationToken cancel)
    {
        // By size is by time: the first that stays ends it.
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {OldHeadPrefix} and RowKey lt {AfterOldHeads}");
        var old = new List<TableEntity>();
        var removed = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
        {
            if (row.GetDateTimeOffset(AtColumn) >= before)
                break;
            old.Add(row);
            if (old.Count == RemovedAtOnce)
                removed += await RemoveAsync(old, cancel);
        }

        return removed + await RemoveAsync(old, cancel);
    }

    private async Task<int> RemoveAsync(List<TableEntity> rows, CancellationToken cancel)
    {
        var count = 0;
        foreach (var row in rows)
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            count++;
        }

        rows.Clear();
        return count;
    }

    private static TableEntity Head(LogHead head)
    {
        var row = new TableEntity(Partition, HeadRow) { [SizeColumn] = head.Size, [TokenColumn] = head.Token, [AtColumn] = head.At };
        for (var level = 0; level < head.Edge.Tiles.Count; level++)
        {
            if (head.Edge.Tiles[level].Count > 0)
                row[EdgeColumn(level)] = head.Edge.Tiles[level].Hashes;
        }

        return row;
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static string EdgeColumn(int level) => string.Create(CultureInfo.InvariantCulture, $"Edge{level}");

    private static string EntryName(byte[] commitment) => EntryPrefix + Convert.ToHexString(commitment);

    private static string OldHeadName(long size) => string.Create(CultureInfo.InvariantCulture, $"{OldHeadPrefix}{size:D19}");

    private static string TileName(int level, long index) => string.Create(CultureInfo.InvariantCulture, $"{TilePrefix}{level}-{index:D19}");
}
