using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Receipts;

/// <summary>Events and cursors in Table storage: a partition for each partner, the cursor before the events.</summary>
internal sealed class EventStore(TableClient table) : IEventStore
{
    private const string CursorRow = "!cursor";
    private const string BodyColumn = "Body";
    private const string AboutColumn = "About";
    private const int MostEvents = 100;
    private const int TimeDigits = 19;

    /// <summary>The key of an event told at a time.</summary>
    public static string KeyOf(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcTicks:D19}-{Guid.NewGuid():N}");

    /// <inheritdoc/>
    public Task AddAsync(StoredEvent stored, CancellationToken cancel)
    {
        var row = new TableEntity(stored.Partner, stored.Key) { [BodyColumn] = stored.Body };
        if (stored.About is not null)
            row[AboutColumn] = stored.About;
        return table.AddEntityAsync(row, cancel);
    }

    /// <inheritdoc/>
    public async Task<(EventsCursor? Cursor, IReadOnlyList<StoredEvent> Events)> ReadAsync(string partner, CancellationToken cancel)
    {
        EventsCursor? cursor = null;
        var events = new List<StoredEvent>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partner}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, MostEvents + 1, cancellationToken: cancel))
        {
            if (row.RowKey == CursorRow)
                cursor = Cursor(row);
            else if (events.Count < MostEvents)
                events.Add(Event(row));
            else
                break;
        }

        return (cursor, events);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> AllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey gt {CursorRow}"), cancellationToken: cancel))
            yield return Event(row);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(StoredEvent stored, CancellationToken cancel) =>
        table.DeleteEntityAsync(stored.Partner, stored.Key, cancellationToken: cancel);

    /// <inheritdoc/>
    public async Task<EventsCursor?> TryWriteAsync(EventsCursor cursor, CancellationToken cancel)
    {
        var row = new TableEntity(cursor.Partner, CursorRow) { ["Position"] = cursor.Position, ["Failures"] = cursor.Failures, ["NextAt"] = cursor.NextAt };
        try
        {
            var answer = cursor.ETag == default
                ? await table.AddEntityAsync(row, cancel)
                : await table.UpdateEntityAsync(row, cursor.ETag, TableUpdateMode.Replace, cancel);
            return cursor with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 409 or 412 or 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var oldest = KeyOf(before)[..TimeDigits];
        var filter = TableClient.CreateQueryFilter($"RowKey gt {CursorRow} and RowKey lt {oldest}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    private static StoredEvent Event(TableEntity row) => new(row.PartitionKey, row.RowKey, row.GetString(BodyColumn), row.GetString(AboutColumn));

    private static EventsCursor Cursor(TableEntity row) => new(
        row.PartitionKey, row.GetString("Position"), row.GetInt32("Failures")!.Value, row.GetDateTimeOffset("NextAt")!.Value, row.ETag);
}
