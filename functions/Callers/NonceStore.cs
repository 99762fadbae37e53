using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Callers;

/// <summary>Nonces of state-changing calls, create-only: a second use fails at every instance of the relay.</summary>
public sealed class NonceStore(TableClient table)
{
    // Partitions by the hour of signing: a replay carries the same time, so it meets the first one, and the sweep drops whole hours.
    private const string HourFormat = "yyyyMMddHH";

    /// <summary>Uses a nonce; false when it was used before.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryUseAsync(string keyId, string nonce, DateTimeOffset created, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(new TableEntity(Hour(created), RowKey(keyId, nonce)), cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Removes nonces of signatures made before <paramref name="before"/>; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {Hour(before)}");
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    // A nonce is any string of the signer's choosing; a hash of it is always a legal row key.
    private static string RowKey(string keyId, string nonce) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{keyId}|{nonce}")));

    private static string Hour(DateTimeOffset time) => time.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture);
}
