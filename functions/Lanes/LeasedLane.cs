using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A lane's record while this call holds its lease. Changes of others, who only park, are taken over.</summary>
internal sealed class LeasedLane
{
    private readonly ILaneStore _lanes;
    private readonly string _token;

    private LeasedLane(ILaneStore lanes, LaneRecord record, string token) => (_lanes, Record, _token) = (lanes, record, token);

    /// <summary>The record as it was last read or written.</summary>
    public LaneRecord Record { get; private set; }

    /// <summary>How often something was found to have been parked by others, which a listing made before may lack.</summary>
    public int TakenOver { get; private set; }

    /// <summary>Takes the lease; null when somebody was first, or the lane is open.</summary>
    public static async Task<LeasedLane?> TryTakeAsync(ILaneStore lanes, LaneRecord record, LaneLease lease, CancellationToken cancel) =>
        await lanes.TryWriteAsync(record with { Lease = lease }, cancel) is { } written ? new LeasedLane(lanes, written, lease.Token) : null;

    /// <summary>Changes the record; false when the lease has been lost.</summary>
    public async Task<bool> TryChangeAsync(Func<LaneRecord, LaneRecord> change, CancellationToken cancel)
    {
        while (true)
        {
            if (await _lanes.TryWriteAsync(change(Record), cancel) is { } written)
            {
                Record = written;
                return true;
            }

            if (!await TryReadAgainAsync(cancel))
                return false;
        }
    }

    /// <summary>Opens the lane unless something has been parked since the record was read; the record is read again then.</summary>
    public async Task<LeaseEnd> TryOpenAsync(CancellationToken cancel)
    {
        if (await _lanes.TryRemoveAsync(Record, cancel))
            return LeaseEnd.Opened;
        return await TryReadAgainAsync(cancel) ? LeaseEnd.Held : LeaseEnd.Lost;
    }

    private async Task<bool> TryReadAgainAsync(CancellationToken cancel)
    {
        var record = (await _lanes.ReadAsync(Record.Lane, cancel)).Find(Record.Lane);
        if (record?.Lease?.Token != _token)
            return false;
        Record = record;
        TakenOver++;
        return true;
    }
}

/// <summary>What became of a lease when its lane was to be opened.</summary>
internal enum LeaseEnd
{
    /// <summary>The lane is open.</summary>
    Opened,

    /// <summary>Something was parked meanwhile; the lease holds.</summary>
    Held,

    /// <summary>Somebody else has the lane.</summary>
    Lost,
}
