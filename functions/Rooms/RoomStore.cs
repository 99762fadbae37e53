using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Rooms;

/// <summary>Rooms in Table storage, a row each. Nothing is cached: the row's ETag is what decides between two commits.</summary>
internal sealed class RoomStore(TableClient table)
{
    private const int PrefixDigits = 2;
    private const string EpochColumn = "Epoch";
    private const string CommitColumn = "Commit";
    private const string CompleteColumn = "IsComplete";
    private const string PartnersColumn = "Partners";
    private const string ChangedColumn = "ChangedAt";

    /// <summary>The room of this name, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<MlsRoom?> FindAsync(string name, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(name[..PrefixDigits], name, cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Writes a room if nobody has since it was read, or made one since there was none; null when somebody has.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<MlsRoom?> TryWriteAsync(string name, MlsRoom room, CancellationToken cancel)
    {
        var row = new TableEntity(name[..PrefixDigits], name)
        {
            // Table storage has no number of 64 bits without a sign.
            [EpochColumn] = room.Epoch.ToString(CultureInfo.InvariantCulture),
            [CommitColumn] = room.Commit.ToArray(),
            [CompleteColumn] = room.IsComplete,
            [PartnersColumn] = string.Join(' ', room.Partners),
            [ChangedColumn] = room.ChangedAt,
        };
        try
        {
            var answer = room.ETag == default
                ? await table.AddEntityAsync(row, cancel)
                : await table.UpdateEntityAsync(row, room.ETag, TableUpdateMode.Replace, cancel);
            return room with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    /// <summary>Removes a room if nobody has written it since; harmless when somebody has, or when it is gone.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryRemoveAsync(string name, ETag tag, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(name[..PrefixDigits], name, tag, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Removes rooms that were last changed before a time; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"ChangedAt lt {before}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            removed += await TryRemoveAsync(row.RowKey, row.ETag, cancel) ? 1 : 0;
        return removed;
    }

    private static MlsRoom Read(TableEntity row) => new(
        ulong.Parse(row.GetString(EpochColumn), CultureInfo.InvariantCulture),
        row.GetBinary(CommitColumn) ?? [],
        row.GetBoolean(CompleteColumn)!.Value,
        row.GetString(PartnersColumn).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.GetDateTimeOffset(ChangedColumn)!.Value)
    {
        ETag = row.ETag,
    };
}
