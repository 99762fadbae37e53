using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>
/// Links that are not made yet, the marks of links that were ended, and what users have asked for today, in Table storage. Every
/// row's name is a keyed hash; every row has a time after which it is of no use. Links that are made are in their users' records.
/// </summary>
internal sealed class LinkStore(TableClient table, LinkKeys names, AddressKeys keys)
{
    private const string AtColumn = "At";
    private const string CountColumn = "Count";
    private const string PendingPrefix = "p-";
    private const string PendingEnd = "p.";
    private const string EndedPrefix = "e-";
    private const string CountedPrefix = "c-";
    private const int PrefixDigits = 2;

    /// <summary>Adds a link.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PendingLink> AddAsync(PendingLink link, CancellationToken cancel)
    {
        var answer = await table.AddEntityAsync(Row(link), cancel);
        return link with { ETag = answer.Headers.ETag!.Value };
    }

    /// <summary>The link of this id, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PendingLink?> FindAsync(Guid id, CancellationToken cancel)
    {
        var rowKey = names.RowOf(id);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition(PendingPrefix, rowKey), rowKey, cancellationToken: cancel);
        return row.HasValue ? LinkRows.Read(row.Value!, keys) : null;
    }

    /// <summary>All links that are not made yet. There are as many as were asked for in the last day; each is opened to be read.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<PendingLink> PendingAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {PendingPrefix} and PartitionKey lt {PendingEnd}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
        {
            if (TryRead(row) is { } link)
                yield return link;
        }
    }

    /// <summary>Writes a link if nobody has since it was read; null when somebody has.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<PendingLink?> TryUpdateAsync(PendingLink link, CancellationToken cancel)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(Row(link), link.ETag, TableUpdateMode.Replace, cancel);
            return link with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Removes a link; harmless when it is gone.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAsync(Guid id, CancellationToken cancel)
    {
        var rowKey = names.RowOf(id);
        return table.DeleteEntityAsync(Partition(PendingPrefix, rowKey), rowKey, cancellationToken: cancel);
    }

    /// <summary>Marks every link between two accounts that was asked for until now as ended.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task MarkEndedAsync(Address one, Address two, DateTimeOffset at, DateTimeOffset expires, CancellationToken cancel)
    {
        var rowKey = names.PairOf(one, two);
        var row = new TableEntity(Partition(EndedPrefix, rowKey), rowKey) { [AtColumn] = at, [LinkRows.ExpiresColumn] = expires };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>When links between two accounts were last ended; null when they never were, or long ago.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<DateTimeOffset?> EndedAtAsync(Address one, Address two, CancellationToken cancel)
    {
        var rowKey = names.PairOf(one, two);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition(EndedPrefix, rowKey), rowKey, cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetDateTimeOffset(AtColumn) : null;
    }

    /// <summary>Counts one more of something for a user; false when it has had that many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryCountAsync(string what, Address user, long most, string period, DateTimeOffset expires, CancellationToken cancel)
    {
        var (partition, rowKey) = (CountedPrefix + period, names.CounterOf(what, user));
        while (true)
        {
            var present = await table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancel);
            var count = present.HasValue ? present.Value!.GetInt64(CountColumn)!.Value : 0;
            if (count >= most)
                return false;

            var row = new TableEntity(partition, rowKey) { [CountColumn] = count + 1, [LinkRows.ExpiresColumn] = expires };
            try
            {
                if (present.HasValue)
                    await table.UpdateEntityAsync(row, present.Value!.ETag, TableUpdateMode.Replace, cancel);
                else
                    await table.AddEntityAsync(row, cancel);
                return true;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
            {
                // Somebody else counted meanwhile: count after it.
                continue;
            }
        }
    }

    /// <summary>Removes rows that are of no use any more; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"Expires lt {now}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    // A row that this relay's key does not open was damaged or is another's. Nobody can confirm it, it ends by itself, and it must not
    // stand in the way of everybody's erasure.
    private PendingLink? TryRead(TableEntity row)
    {
        try
        {
            return LinkRows.Read(row, keys);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Partition(string prefix, string rowKey) => prefix + rowKey[..PrefixDigits];

    private TableEntity Row(PendingLink link)
    {
        var rowKey = names.RowOf(link.Id);
        return LinkRows.Write(link, Partition(PendingPrefix, rowKey), rowKey, keys);
    }
}
