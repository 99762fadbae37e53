using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Storage;

namespace Relay.Functions.Ledger;

/// <summary>The ledger in Table storage. Rows of one partition that are written at the same time share one transaction.</summary>
internal sealed class LedgerRows(TableClient table) : ILedgerRows
{
    /// <summary>Of a transaction, which also takes 4 MiB at most; a row takes at most 10 KB.</summary>
    public const int MostRows = 100;

    private const string BytesColumn = "Bytes";
    private const string LaneColumn = "Lane";
    private const string EpochColumn = "Epoch";

    private readonly GroupedWrites<string, Write> _writes = new(MostRows, (_, writes) => WriteGroupAsync(table, writes));

    private sealed class Write(TableEntity entity, bool over)
    {
        public TableEntity Entity => entity;

        public bool Over => over;

        public bool Done { get; set; }
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(LedgerRow row)
    {
        var write = new Write(Entity(row), over: false);
        await _writes.WriteAsync(row.Partition, write);
        return write.Done;
    }

    /// <inheritdoc/>
    public Task PutAsync(LedgerRow row) => _writes.WriteAsync(row.Partition, new Write(Entity(row), over: true));

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(LedgerRow row, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(Entity(row), row.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 412 or 404)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<LedgerRow?> FindAsync(string partition, string key, CancellationToken cancel)
    {
        var entity = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancel);
        return entity.HasValue ? Row(entity.Value!) : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerRow> ReadAsync(LedgerRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(LedgerFilter.Of(range), cancellationToken: cancel))
            yield return Row(entity);
    }

    /// <inheritdoc/>
    public async Task<string?> NextPartitionAsync(string from, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {from}");
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["PartitionKey"], cancellationToken: cancel))
            return entity.PartitionKey;
        return null;
    }

    /// <inheritdoc/>
    public async Task<bool> TryRemoveAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.Partition, row.Key), row.ETag)), cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 412 or 404)
        {
            return false;
        }
    }

    private static async Task WriteGroupAsync(TableClient table, IReadOnlyList<Write> writes)
    {
        // A transaction may name a row once. Of two inserts of a name the second has come too late; of two writes the last is the newest.
        var named = writes.GroupBy(write => write.Entity.RowKey, (_, same) => same.LastOrDefault(write => write.Over) ?? same.First()).ToList();
        if (named.Count > 1 && await TryTogetherAsync(table, named))
            return;

        foreach (var write in named)
            write.Done = await TryAloneAsync(table, write);
    }

    private static async Task<bool> TryTogetherAsync(TableClient table, List<Write> writes)
    {
        try
        {
            await table.SubmitTransactionAsync(writes.Select(write => new TableTransactionAction(
                write.Over ? TableTransactionActionType.UpsertReplace : TableTransactionActionType.Add, write.Entity)));
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false; // One of them is there already; nothing was written.
        }

        writes.ForEach(write => write.Done = true);
        return true;
    }

    private static async Task<bool> TryAloneAsync(TableClient table, Write write)
    {
        if (write.Over)
        {
            await table.UpsertEntityAsync(write.Entity, TableUpdateMode.Replace);
            return true;
        }

        try
        {
            await table.AddEntityAsync(write.Entity);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    private static TableEntity Entity(LedgerRow row) => new(row.Partition, row.Key)
    {
        [BytesColumn] = row.Bytes,
        [LaneColumn] = row.Lane,
        [EpochColumn] = row.Epoch,
    };

    private static LedgerRow Row(TableEntity entity) => new(entity.PartitionKey, entity.RowKey, entity.GetBinary(BytesColumn))
    {
        Lane = entity.GetString(LaneColumn),
        Epoch = entity.GetInt32(EpochColumn)!.Value,
        ETag = entity.ETag,
        WrittenAt = entity.Timestamp ?? default,
    };
}
