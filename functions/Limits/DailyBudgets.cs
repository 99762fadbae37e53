using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Relay.Functions.People;

namespace Relay.Functions.Limits;

/// <summary>
/// What partners and users have used of the limits of a day (UTC), in Table storage: one count for all instances, so that more
/// instances do not mean more. A user's count lies under a keyed hash of its own. A count is raised before what it is for is done.
/// </summary>
public sealed class DailyBudgets(TableClient table, AddressKeys keys, IOptions<LimitsOptions> options, TimeProvider clock)
{
    // Each try fails only when another call has counted meanwhile; a partner has fewer calls in flight at an instance.
    private const int MostTries = 40;
    private const int RetryAfterCrowdSeconds = 1;
    private const string DayFormat = "yyyyMMdd";
    private const string CountColumn = "Count";

    private readonly byte[] _key = keys.Derive("budget");

    /// <summary>Takes one from the user's day, then from its partner's; null when there was one of each.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused: nothing may be done.</exception>
    public async Task<LimitRefusal?> TakeAsync(Limit ofUser, Limit ofPartner, Address user, CancellationToken cancel) =>
        await TakeAsync(ofUser, user.Partner, ofUser.Name + "-" + HashOf(user), cancel) ?? await TakeAsync(ofPartner, user.Partner, ofPartner.Name, cancel);

    /// <summary>Removes the counts of days before that of <paramref name="before"/>; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {Day(before)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    private async Task<LimitRefusal?> TakeAsync(Limit limit, string partner, string rowKey, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var partition = $"{Day(now)}-{partner}";
        var most = limit.Number(options.Value);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancel);
            var used = row.HasValue ? row.Value!.GetInt64(CountColumn)!.Value : 0;
            if (used >= most)
                return new LimitRefusal(limit, most, SecondsToMidnight(now));
            if (await TryWriteAsync(new TableEntity(partition, rowKey) { [CountColumn] = used + 1 }, row.HasValue ? row.Value!.ETag : null, cancel))
                return null;
        }

        return new LimitRefusal(limit, most, RetryAfterCrowdSeconds);
    }

    private async Task<bool> TryWriteAsync(TableEntity row, ETag? read, CancellationToken cancel)
    {
        try
        {
            if (read is { } unchanged)
                await table.UpdateEntityAsync(row, unchanged, TableUpdateMode.Replace, cancel);
            else
                await table.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private string HashOf(Address user)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        AddressKeys.Mac(_key, [user.Partner, user.User], mac);
        return Convert.ToHexString(mac);
    }

    private static int SecondsToMidnight(DateTimeOffset now) => (int)Math.Ceiling((now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime).TotalSeconds);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);
}
