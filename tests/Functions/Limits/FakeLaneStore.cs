using Relay.Functions.Lanes;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Limits;

/// <summary>Records of lanes that are only read.</summary>
internal sealed class FakeLaneStore : ILaneStore
{
    public Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel) => ReadAsync(lane.Partner, cancel);

    public PartnerLanes Lanes { get; set; } = PartnerLanes.AllOpen;

    public Exception? Failure { get; set; }

    public bool Hangs { get; set; }

    public int Reads { get; private set; }

    public Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel)
    {
        Reads++;
        if (Hangs)
            return new TaskCompletionSource<PartnerLanes>().Task;
        return Failure is null ? Task.FromResult(Lanes) : Task.FromException<PartnerLanes>(Failure);
    }

    public Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel) => throw new NotSupportedException();

    public Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task AddFenceAsync(Lane passed, CancellationToken cancel) => throw new NotSupportedException();

    public Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel) => throw new NotSupportedException();
}
