using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>
/// Lanes, breakers and epochs in Table storage, a partition for each partner, so that one read answers everything about it.
/// While a partner is well its partition holds no more than the epoch that is open; calls that ask at the same time share a read.
/// </summary>
public sealed class LaneStore : ILaneStore
{
    // Sorts before every lane's key, which begins with a digit.
    private const string BreakerRow = "!breaker";
    private const string EpochRow = "!epoch";
    private const string FencePrefix = "!fence.";

    // A partner that is away has many: then each call reads what concerns its own lane.
    private const int Few = 8;
    private static readonly TimeSpan SizeHolds = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (int Lanes, long ReadAt)> _sizes = new(StringComparer.Ordinal);
    private readonly TableClient _table;
    private readonly SharedReads<string, PartnerLanes> _reads;

    /// <summary>Over the table.</summary>
    public LaneStore(TableClient table)
    {
        _table = table;
        _reads = new(ReadPartnerAsync);
    }

    /// <inheritdoc/>
    public Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel) => _reads.ReadAsync(partner).WaitAsync(cancel);

    /// <inheritdoc/>
    public async Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel)
    {
        // Few lanes: one read for all that ask at the same time costs less than one for each.
        if (!_sizes.TryGetValue(lane.Partner, out var size) || size.Lanes <= Few || Stopwatch.GetElapsedTime(size.ReadAt) > SizeHolds)
            return await ReadAsync(lane.Partner, cancel);

        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(HeadAnd(lane), cancellationToken: cancel))
            rows.Add(row);
        return Read(rows) with { NotOpen = size.Lanes };
    }

    /// <inheritdoc/>
    public async Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel) =>
        await WriteAsync(Row(record), record.ETag, cancel) is { } etag ? record with { ETag = etag } : null;

    /// <inheritdoc/>
    public async Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel) =>
        await WriteAsync(Row(record), record.ETag, cancel) is { } etag ? record with { ETag = etag } : null;

    /// <inheritdoc/>
    public Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel) => RemoveAsync(record.Lane.Partner, record.Lane.Key, record.ETag, cancel);

    /// <inheritdoc/>
    public Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel) => RemoveAsync(record.Partner, BreakerRow, record.ETag, cancel);

    /// <inheritdoc/>
    public Task AddFenceAsync(Lane passed, CancellationToken cancel) =>
        _table.UpsertEntityAsync(new TableEntity(passed.Partner, FencePrefix + passed.Key), TableUpdateMode.Replace, cancel);

    /// <inheritdoc/>
    public async Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel)
    {
        var present = await _table.GetEntityIfExistsAsync<TableEntity>(partner, EpochRow, cancellationToken: cancel);
        if (!present.HasValue)
            await WriteAsync(new TableEntity(partner, EpochRow) { ["Epoch"] = epoch }, default, cancel);
        else if (present.Value!.GetInt32("Epoch") < epoch)
            await WriteAsync(new TableEntity(partner, EpochRow) { ["Epoch"] = epoch }, present.Value.ETag, cancel);

        // An instance that was a moment faster has written the same; what is left of the fences is of closed epochs.
        await foreach (var row in _table.QueryAsync<TableEntity>(FencesOf(partner), select: ["RowKey"], cancellationToken: cancel))
        {
            if (EpochOf(row.RowKey.AsSpan(FencePrefix.Length)) < epoch)
                await _table.DeleteEntityAsync(partner, row.RowKey, cancellationToken: cancel);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel)
    {
        var partners = new Dictionary<string, List<TableEntity>>(StringComparer.Ordinal);
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancel))
        {
            if (!partners.TryGetValue(row.PartitionKey, out var rows))
                partners.Add(row.PartitionKey, rows = []);
            rows.Add(row);
        }

        return partners.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal);
    }

    private async Task<PartnerLanes> ReadPartnerAsync(string partner)
    {
        var rows = new List<TableEntity>();
        var readAt = Stopwatch.GetTimestamp();
        await foreach (var row in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partner}")))
            rows.Add(row);
        var lanes = rows.Count == 0 ? PartnerLanes.AllOpen : Read(rows);
        _sizes[partner] = (lanes.Lanes.Count, readAt);
        return lanes;
    }

    // What is not a lane sorts before the first digit.
    private static string HeadAnd(Lane lane) => TableClient.CreateQueryFilter($"PartitionKey eq {lane.Partner} and (RowKey lt {"0"} or RowKey eq {lane.Key})");

    private async Task<ETag?> WriteAsync(TableEntity row, ETag read, CancellationToken cancel)
    {
        try
        {
            var answer = read == default
                ? await _table.AddEntityAsync(row, cancel)
                : await _table.UpdateEntityAsync(row, read, TableUpdateMode.Replace, cancel);
            return answer.Headers.ETag!.Value;
        }
        catch (RequestFailedException changed) when (changed.Status is 409 or 412 or 404)
        {
            return null;
        }
    }

    private async Task<bool> RemoveAsync(string partner, string row, ETag read, CancellationToken cancel)
    {
        try
        {
            // A row that is gone answers success to the SDK: then it is as was wanted.
            await _table.DeleteEntityAsync(partner, row, read, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    private static string FencesOf(string partner)
    {
        const string End = "!fence/"; // '/' follows '.'
        return TableClient.CreateQueryFilter($"PartitionKey eq {partner} and RowKey ge {FencePrefix} and RowKey lt {End}");
    }

    private static PartnerLanes Read(List<TableEntity> rows)
    {
        BreakerRecord? breaker = null;
        var epoch = PartnerLanes.AllOpen.OpenEpoch;
        var lanes = new Dictionary<string, LaneRecord>(StringComparer.Ordinal);
        var fences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.RowKey == BreakerRow)
                breaker = ReadBreaker(row);
            else if (row.RowKey == EpochRow)
                epoch = row.GetInt32("Epoch")!.Value;
            else if (row.RowKey.StartsWith(FencePrefix, StringComparison.Ordinal))
                fences.Add(row.RowKey[FencePrefix.Length..]);
            else
                lanes.Add(row.RowKey, ReadLane(row));
        }

        fences.RemoveWhere(key => EpochOf(key) != epoch);
        return new PartnerLanes(breaker, epoch, lanes, fences);
    }

    private static int EpochOf(ReadOnlySpan<char> laneKey) => int.Parse(laneKey[..laneKey.IndexOf('.')], CultureInfo.InvariantCulture);

    private static TableEntity Row(LaneRecord record)
    {
        var row = new TableEntity(record.Lane.Partner, record.Lane.Key)
        {
            ["Class"] = (int)record.Lane.Class,
            ["Epoch"] = record.Lane.Epoch,
            ["Number"] = record.Lane.Number,
            ["Namespace"] = record.Lane.Namespace,
            ["Mode"] = (int)record.Mode,
            ["Attempts"] = record.Attempts,
            ["Alarm"] = record.Alarm,
            ["LastSequence"] = record.LastSequence,
            ["NextExpiry"] = record.NextExpiry.UtcTicks,
            ["Bytes"] = JsonSerializer.Serialize(record.Bytes, LaneRows.Default.IReadOnlyDictionaryStringInt64),
            ["Waiting"] = JsonSerializer.Serialize(record.Waiting, LaneRows.Default.IReadOnlyListWaitingRecipient),
        };
        if (record.DueAt is { } due)
            row["DueAt"] = due;
        if (record.ParkedSince is { } parked)
            row["ParkedSince"] = parked;
        if (record.IsolatingSince is { } since)
            row["IsolatingSince"] = since;
        if (record.Lease is { } lease)
        {
            row["LeaseToken"] = lease.Token;
            row["LeaseUntil"] = lease.Until;
            row["LeaseThrough"] = lease.Through;
            row["LeaseTake"] = lease.Take;
            row["LeaseAt"] = lease.At.UtcTicks;
        }

        return row;
    }

    private static LaneRecord ReadLane(TableEntity row) =>
        new(new Lane((EnvelopeClass)row.GetInt32("Class")!.Value, row.GetInt32("Epoch")!.Value, row.PartitionKey, row.GetInt32("Number")!.Value, row.GetInt32("Namespace") ?? 0))
        {
            Mode = (LaneMode)row.GetInt32("Mode")!.Value,
            ParkedSince = row.GetDateTimeOffset("ParkedSince"),
            Attempts = row.GetInt32("Attempts")!.Value,
            Alarm = row.GetInt64("Alarm")!.Value,
            DueAt = row.GetDateTimeOffset("DueAt"),
            IsolatingSince = row.GetDateTimeOffset("IsolatingSince"),
            Waiting = JsonSerializer.Deserialize(row.GetString("Waiting"), LaneRows.Default.IReadOnlyListWaitingRecipient) ?? [],
            Lease = row.GetString("LeaseToken") is { } token
                ? new LaneLease(token, row.GetDateTimeOffset("LeaseUntil")!.Value, row.GetString("LeaseThrough"), row.GetInt32("LeaseTake")!.Value, new DateTimeOffset(row.GetInt64("LeaseAt")!.Value, TimeSpan.Zero))
                : null,
            LastSequence = row.GetInt64("LastSequence")!.Value,
            Bytes = JsonSerializer.Deserialize(row.GetString("Bytes"), LaneRows.Default.IReadOnlyDictionaryStringInt64) ?? new Dictionary<string, long>(),
            NextExpiry = new DateTimeOffset(row.GetInt64("NextExpiry")!.Value, TimeSpan.Zero),
            ETag = row.ETag,
        };

    private static TableEntity Row(BreakerRecord record)
    {
        var row = new TableEntity(record.Partner, BreakerRow)
        {
            ["State"] = (int)record.State,
            ["Reason"] = (int)record.Reason,
            ["Since"] = record.Since,
            ["Attempts"] = record.Attempts,
            ["Probe"] = record.Probe,
            ["ProbeAt"] = record.ProbeAt,
            ["LastTryAt"] = record.LastTryAt,
        };
        if (record.ProbeLane is { } lane)
        {
            row["Class"] = (int)lane.Class;
            row["Epoch"] = lane.Epoch;
            row["Number"] = lane.Number;
            row["Namespace"] = lane.Namespace;
        }

        return row;
    }

    private static BreakerRecord ReadBreaker(TableEntity row) => new(row.PartitionKey)
    {
        State = (BreakerState)row.GetInt32("State")!.Value,
        Reason = (BreakerReason)row.GetInt32("Reason")!.Value,
        Since = row.GetDateTimeOffset("Since")!.Value,
        Attempts = row.GetInt32("Attempts")!.Value,
        Probe = row.GetInt64("Probe")!.Value,
        ProbeAt = row.GetDateTimeOffset("ProbeAt")!.Value,
        LastTryAt = row.GetDateTimeOffset("LastTryAt")!.Value,
        ProbeLane = row.GetInt32("Number") is { } number
            ? new Lane((EnvelopeClass)row.GetInt32("Class")!.Value, row.GetInt32("Epoch")!.Value, row.PartitionKey, number, row.GetInt32("Namespace") ?? 0)
            : null,
        ETag = row.ETag,
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyList<WaitingRecipient>))]
internal sealed partial class LaneRows : System.Text.Json.Serialization.JsonSerializerContext;
