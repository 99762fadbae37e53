using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.PartnerKeys;

/// <summary>
/// Which notices about keys have been given: a create-only row for each, so that of all instances one gives it. A row that was begun
/// and not done for a while, because its instance went away in between, is begun again.
/// </summary>
/// <param name="table">The table of partners' key ids; its own rows there are named otherwise.</param>
/// <param name="clock">Time.</param>
internal sealed class KeyNotices(TableClient table, TimeProvider clock)
{
    private const string DoneColumn = "Done";
    private const string BegunColumn = "Begun";

    // Far longer than a notice takes to store.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(30);

    /// <summary>Whether the caller is to give this notice now; it then calls <see cref="DoneAsync"/>.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryBeginAsync(string partition, string notice, CancellationToken cancel)
    {
        var row = new TableEntity(partition, notice) { [BegunColumn] = clock.GetUtcNow(), [DoneColumn] = false };
        try
        {
            await table.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return await TryTakeOverAsync(row, cancel);
        }
    }

    /// <summary>Notes that a notice has been given.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task DoneAsync(string partition, string notice, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(partition, notice) { [BegunColumn] = clock.GetUtcNow(), [DoneColumn] = true }, TableUpdateMode.Replace, cancel);

    private async Task<bool> TryTakeOverAsync(TableEntity row, CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancel);
        if (!found.HasValue || found.Value!.GetBoolean(DoneColumn) == true || clock.GetUtcNow() - found.Value.GetDateTimeOffset(BegunColumn) < Abandoned)
            return false;
        try
        {
            await table.UpdateEntityAsync(row, found.Value.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status is 404 or 412)
        {
            return false;
        }
    }
}
