using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Keys;

/// <summary>A device's row as a list shows it.</summary>
/// <param name="Device">The device.</param>
/// <param name="At">When it last published something.</param>
internal readonly record struct ListedDevice(int Device, DateTimeOffset At);

/// <summary>
/// What users' devices have published, in Table storage: a partition for each user, under the name of the user's row
/// (<see cref="People.AddressKeys.RowKeyOf"/>), with a row for each device and rows of one-time KEM keys.
/// </summary>
internal sealed class DeviceKeyStore(TableClient table)
{
    private const int MostInTransaction = 100;

    /// <summary>A device's keys; null when it has published none.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<DeviceKeys?> FindAsync(string user, int device, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(user, DeviceKeyRows.OfDevice(device), cancellationToken: cancel);
        return row.HasValue ? DeviceKeyRows.Read(row.Value!) : null;
    }

    /// <summary>Writes what a device publishes, with its new pages: all of it or nothing. False when somebody has changed the row since it was read.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryPublishAsync(string user, DeviceKeys keys, IReadOnlyList<(long Number, byte[] Content)> pages, CancellationToken cancel)
    {
        var row = DeviceKeyRows.Write(user, keys);
        var device = keys.ETag is { } read
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, read)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
        var added = pages.Select(page => new TableTransactionAction(TableTransactionActionType.UpsertReplace, DeviceKeyRows.Page(user, keys.Device, page.Number, page.Content)));
        try
        {
            await table.SubmitTransactionAsync([device, .. added], cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Moves a device's cursors. False when somebody has changed the row since it was read: then nothing is taken.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused; it is not known whether anything is taken.</exception>
    public async Task<bool> TryTakeAsync(string user, DeviceKeys keys, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(DeviceKeyRows.Write(user, keys), keys.ETag!.Value, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>A page of one-time KEM keys; null when it is gone.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<byte[]?> ReadPageAsync(string user, int device, long number, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(user, DeviceKeyRows.OfPage(device, number), cancellationToken: cancel);
        return row.HasValue ? DeviceKeyRows.Content(row.Value!) : null;
    }

    /// <summary>Removes a page; harmless when it is gone.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemovePageAsync(string user, int device, long number, CancellationToken cancel) =>
        table.DeleteEntityAsync(user, DeviceKeyRows.OfPage(device, number), ETag.All, cancel);

    /// <summary>Removes the pages of a device with lower numbers.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemovePagesBelowAsync(string user, int device, long number, CancellationToken cancel) =>
        RemoveAsync(user, DeviceKeyRows.OfPage(device, 0), DeviceKeyRows.OfPage(device, number), cancel);

    /// <summary>The devices of a user that have published keys.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<IReadOnlyList<ListedDevice>> ListAsync(string user, CancellationToken cancel)
    {
        var devices = new List<ListedDevice>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            Between(user, DeviceKeyRows.FirstDevice, DeviceKeyRows.AfterDevices), select: ["PartitionKey", "RowKey", DeviceKeyRows.AtColumn], cancellationToken: cancel))
        {
            devices.Add(new ListedDevice(DeviceKeyRows.DeviceOf(row.RowKey), row.GetDateTimeOffset(DeviceKeyRows.AtColumn)!.Value));
        }

        return devices;
    }

    /// <summary>Removes everything of a device: its row first, so that nothing of it is served any more; harmless when there is nothing.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task RemoveAsync(string user, int device, CancellationToken cancel)
    {
        if (await FindAsync(user, device, cancel) is not { } keys)
            return;
        await table.DeleteEntityAsync(user, DeviceKeyRows.OfDevice(device), ETag.All, cancel);
        // The pages of a row that is written meanwhile have higher numbers.
        await RemovePagesBelowAsync(user, device, keys.NextPage, cancel);
    }

    /// <summary>Removes everything of a user.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAllAsync(string user, CancellationToken cancel) => RemoveAsync(user, "", "~", cancel);

    private async Task RemoveAsync(string user, string first, string after, CancellationToken cancel)
    {
        var rows = new List<TableTransactionAction>();
        await foreach (var row in table.QueryAsync<TableEntity>(Between(user, first, after), select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
            rows.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All));
        foreach (var group in rows.Chunk(MostInTransaction))
            await RemoveAsync(group, cancel);
    }

    private async Task RemoveAsync(TableTransactionAction[] rows, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(rows, cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Somebody else has removed one of them, and so none of this transaction: one by one it does not matter.
            foreach (var row in rows)
                await table.DeleteEntityAsync(row.Entity.PartitionKey, row.Entity.RowKey, ETag.All, cancel);
        }
    }

    private static string Between(string user, string first, string after) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {user} and RowKey ge {first} and RowKey lt {after}");
}
