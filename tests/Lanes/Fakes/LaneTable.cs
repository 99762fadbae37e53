using Azure;
using Relay.Functions.Lanes;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The table of lanes, breakers and epochs: rows with versions, a partition for each partner.</summary>
internal sealed class LaneTable(Stores stores) : ILaneStore
{
    private const string Breaker = "!breaker";
    private const string Epoch = "!epoch";
    private const string Fence = "!fence.";

    private readonly SortedDictionary<string, SortedDictionary<string, (object Record, ETag ETag)>> _partners = new(StringComparer.Ordinal);

    private long _version;

    /// <summary>Fault of the checker's own tests: every write is as if it named the present version.</summary>
    public bool IgnoresVersions { get; init; }

    public IEnumerable<string> Partners => _partners.Where(partner => partner.Value.Count > 0).Select(partner => partner.Key);

    public Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel) =>
        stores.ReadAsync($"read lanes of {partner}", Footprint.Reads(Thing(partner, "")), () => Snapshot(partner), cancel);

    public Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel) => ReadAsync(lane.Partner, cancel);

    public Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel) => stores.ReadAsync<IReadOnlyDictionary<string, PartnerLanes>>(
        "read all lanes", Footprint.Reads("lanes/"), () => Partners.ToDictionary(partner => partner, Snapshot), cancel);

    public Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel) => stores.WriteAsync(
        $"{(record.ETag == default ? "create" : "write")} lane {record.Lane.Key}",
        Footprint.Writes(Thing(record.Lane.Partner, record.Lane.Key)),
        () => Put(record.Lane.Partner, record.Lane.Key, record.ETag, etag => record with { ETag = etag }),
        cancel);

    public Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel) => stores.WriteAsync(
        $"open lane {record.Lane.Key}",
        Footprint.Writes(Thing(record.Lane.Partner, record.Lane.Key)),
        () => Remove(record.Lane.Partner, record.Lane.Key, record.ETag),
        cancel);

    public Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel) => stores.WriteAsync(
        $"{(record.ETag == default ? "create" : "write")} breaker of {record.Partner}",
        Footprint.Writes(Thing(record.Partner, Breaker)),
        () => Put(record.Partner, Breaker, record.ETag, etag => record with { ETag = etag }),
        cancel);

    public Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel) => stores.WriteAsync(
        $"close breaker of {record.Partner}",
        Footprint.Writes(Thing(record.Partner, Breaker)),
        () => Remove(record.Partner, Breaker, record.ETag),
        cancel);

    public Task AddFenceAsync(Lane passed, CancellationToken cancel) => stores.WriteAsync(
        $"note fence of {passed.Key}",
        Footprint.Sets((Thing(passed.Partner, Fence + passed.Key), "passed")),
        () =>
        {
            Partition(passed.Partner)[Fence + passed.Key] = (passed, NextETag());
            return true;
        },
        cancel);

    // Two operations, as the table has them: somebody may come between.
    public async Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel)
    {
        await stores.WriteAsync(
            $"open epoch {epoch} of {partner}",
            Footprint.Writes(Thing(partner, Epoch)),
            () =>
            {
                var rows = Partition(partner);
                if (!rows.TryGetValue(Epoch, out var present) || (int)present.Record < epoch)
                    rows[Epoch] = (epoch, NextETag());
                return true;
            },
            cancel);
        await stores.WriteAsync(
            $"forget fences before epoch {epoch} of {partner}",
            Footprint.Writes(Thing(partner, "")),
            () =>
            {
                var rows = Partition(partner);
                foreach (var fence in rows.Where(row => row.Value.Record is Lane lane && lane.Epoch < epoch).Select(row => row.Key).ToList())
                    rows.Remove(fence);
                return true;
            },
            cancel);
    }

    /// <summary>The partition as it is, without an operation.</summary>
    public PartnerLanes Snapshot(string partner)
    {
        var rows = Partition(partner);
        if (rows.Count == 0)
            return PartnerLanes.AllOpen;
        var epoch = rows.TryGetValue(Epoch, out var opened) ? (int)opened.Record : PartnerLanes.AllOpen.OpenEpoch;
        return new PartnerLanes(
            rows.TryGetValue(Breaker, out var breaker) ? (BreakerRecord)breaker.Record : null,
            epoch,
            rows.Values.Select(row => row.Record).OfType<LaneRecord>().ToDictionary(record => record.Lane.Key),
            rows.Values.Select(row => row.Record).OfType<Lane>().Where(lane => lane.Epoch == epoch).Select(lane => lane.Key).ToHashSet());
    }

    private static string Thing(string partner, string row) => $"lanes/{partner}/{row}";

    private SortedDictionary<string, (object Record, ETag ETag)> Partition(string partner)
    {
        if (!_partners.TryGetValue(partner, out var rows))
            _partners.Add(partner, rows = new(StringComparer.Ordinal));
        return rows;
    }

    private T? Put<T>(string partner, string row, ETag read, Func<ETag, T> record)
        where T : class
    {
        var rows = Partition(partner);
        var present = rows.TryGetValue(row, out var found) ? found.ETag : default;
        if (present != read && !IgnoresVersions)
            return null;

        var written = record(NextETag());
        rows[row] = (written, VersionOf(written));
        return written;
    }

    private bool Remove(string partner, string row, ETag read)
    {
        var rows = Partition(partner);
        if (!rows.TryGetValue(row, out var present))
            return true; // As the client library answers for a row that is gone.
        if (present.ETag != read && !IgnoresVersions)
            return false;
        rows.Remove(row);
        return true;
    }

    private static ETag VersionOf(object record) => record is LaneRecord lane ? lane.ETag : ((BreakerRecord)record).ETag;

    private ETag NextETag() => new($"v{++_version}");
}
