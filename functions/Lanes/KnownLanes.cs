using System.Collections.Concurrent;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// The lane store with what this instance itself has written last. What is recalled is not taken for the truth: only a write that
/// names its version shows whether it still is. It saves the read before a message is parked behind others.
/// </summary>
internal sealed class KnownLanes(ILaneStore store, TimeProvider clock) : ILaneStore
{
    private const int Capacity = 20_000;
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Lane, (LaneRecord Record, long At)> _written = new();

    /// <summary>The record of a lane that everything is parked in, as this instance wrote it a moment ago; null when there is none.</summary>
    public LaneRecord? RecallParked(Lane lane) =>
        _written.TryGetValue(lane, out var known) && known.Record.Mode == LaneMode.Parked && clock.GetElapsedTime(known.At) < Holds ? known.Record : null;

    /// <inheritdoc/>
    public Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel) => store.ReadAsync(partner, cancel);

    /// <inheritdoc/>
    public Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel) => store.ReadAsync(lane, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel) => store.ReadAllAsync(cancel);

    /// <inheritdoc/>
    public async Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel)
    {
        var written = await store.TryWriteAsync(record, cancel);
        if (written is null)
            _written.TryRemove(record.Lane, out _);
        else
            Remember(written);
        return written;
    }

    /// <inheritdoc/>
    public Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel)
    {
        _written.TryRemove(record.Lane, out _);
        return store.TryRemoveAsync(record, cancel);
    }

    /// <inheritdoc/>
    public Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel) => store.TryWriteAsync(record, cancel);

    /// <inheritdoc/>
    public Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel) => store.TryRemoveAsync(record, cancel);

    /// <inheritdoc/>
    public Task AddFenceAsync(Lane passed, CancellationToken cancel) => store.AddFenceAsync(passed, cancel);

    /// <inheritdoc/>
    public Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel) => store.OpenEpochAsync(partner, epoch, cancel);

    private void Remember(LaneRecord written)
    {
        // Lanes that nobody writes any more must not stay for ever; what is forgotten costs a read.
        if (_written.Count >= Capacity)
            _written.Clear();
        _written[written.Lane] = (written, clock.GetTimestamp());
    }
}
