using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Agreements;

/// <summary>
/// What is noted of a partner once, whichever instance is first: create-only rows. When it had its first deliveries, for as long as the
/// partner is there; in which hours it was told that it is near a quota, for a day.
/// </summary>
public sealed class AgreementMarks(TableClient table)
{
    private const string AtColumn = "At";
    private const string FirstPrefix = "first-";
    private const string HourPrefix = "near-";
    private const string HourFormat = "yyyyMMddHH";

    /// <summary>Notes a first time of a kind; false when it was noted before.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task<bool> TryMarkFirstAsync(string partner, string kind, DateTimeOffset at, CancellationToken cancel) =>
        TryAddAsync(partner, FirstPrefix + kind, at, cancel);

    /// <summary>When a kind was noted first; null when it was not.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<DateTimeOffset?> FirstAsync(string partner, string kind, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partner, FirstPrefix + kind, cancellationToken: cancel);
        return row.HasValue ? row.Value!.GetDateTimeOffset(AtColumn) : null;
    }

    /// <summary>Notes something in an hour (UTC); false when it was noted in that hour before.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task<bool> TryMarkHourAsync(string partner, string what, DateTimeOffset at, CancellationToken cancel) =>
        TryAddAsync(partner, HourRow(at) + what, at, cancel);

    /// <summary>Removes the marks of hours before that of <paramref name="before"/>; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {HourPrefix} and RowKey lt {HourRow(before)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    private static string HourRow(DateTimeOffset at) => HourPrefix + at.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture) + "-";

    private async Task<bool> TryAddAsync(string partner, string row, DateTimeOffset at, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(new TableEntity(partner, row) { [AtColumn] = at }, cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }
}
