using Azure;
using Azure.Data.Tables;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Parking;

/// <summary>
/// Parked lanes in Table storage, a partition for each partner. Never cached: the ETag decides between two instances. Calls
/// that ask at the same time share one read of the partition, which is empty while the partner is up.
/// </summary>
public sealed class LaneStore(TableClient table)
{
    private readonly SharedReads<string, IReadOnlyDictionary<string, LaneRecord>> _parked = new(partner => ReadPartnerAsync(table, partner));

    /// <summary>The record of a parked lane; null when the lane is open. Read from the store after this call.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<LaneRecord?> FindAsync(Lane lane, CancellationToken cancel) =>
        (await _parked.ReadAsync(lane.Partner).WaitAsync(cancel)).GetValueOrDefault(lane.Key);

    /// <summary>Parks an open lane; null when it is parked already.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<LaneRecord?> TryParkAsync(LaneRecord record, CancellationToken cancel)
    {
        try
        {
            var answer = await table.AddEntityAsync(Row(record), cancel);
            return record with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return null;
        }
    }

    /// <summary>Writes a record if nobody else has since it was read; null when somebody has.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<LaneRecord?> TryUpdateAsync(LaneRecord record, CancellationToken cancel)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(Row(record), record.ETag, TableUpdateMode.Replace, cancel);
            return record with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 412 or 404)
        {
            return null;
        }
    }

    /// <summary>Opens a lane if nobody has written its record since it was read.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<bool> TryOpenAsync(LaneRecord record, CancellationToken cancel)
    {
        try
        {
            // A row that is gone answers success to the SDK: then the lane is open, which is what was wanted.
            await table.DeleteEntityAsync(record.Lane.Partner, record.Lane.Key, record.ETag, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Parked lanes whose probe was due before <paramref name="before"/>.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<LaneRecord> OverdueAsync(DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"ProbeAt lt {before}"), cancellationToken: cancel))
            yield return Read(row);
    }

    private static async Task<IReadOnlyDictionary<string, LaneRecord>> ReadPartnerAsync(TableClient table, string partner)
    {
        var records = new Dictionary<string, LaneRecord>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partner}")))
            records.Add(row.RowKey, Read(row));
        return records;
    }

    private static TableEntity Row(LaneRecord record) => new(record.Lane.Partner, record.Lane.Key)
    {
        ["Class"] = (int)record.Lane.Class,
        ["Epoch"] = record.Lane.Epoch,
        ["Number"] = record.Lane.Number,
        ["Attempts"] = record.Attempts,
        ["Probe"] = record.Probe,
        ["ProbeAt"] = record.ProbeAt,
    };

    private static LaneRecord Read(TableEntity row) => new(
        new Lane((EnvelopeClass)row.GetInt32("Class")!.Value, row.GetInt32("Epoch")!.Value, row.PartitionKey, row.GetInt32("Number")!.Value),
        row.GetInt32("Attempts")!.Value,
        row.GetInt64("Probe")!.Value,
        row.GetDateTimeOffset("ProbeAt")!.Value,
        row.ETag);
}
