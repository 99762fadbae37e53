using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// The records that decide where an envelope goes. Nothing is decided by what was read earlier, unless a write that names its version
/// confirms it (<see cref="KnownLanes"/>); every write says which version it replaces, so that of two instances one is told that it
/// was too late.
/// </summary>
public interface ILaneStore
{
    /// <summary>Reads a partner's records; the read begins after this call.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel);

    /// <summary>As <see cref="ReadAsync(string, CancellationToken)"/>; of the lanes that are not open only this one need be in it.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel);

    /// <summary>All partners that have a record of any kind, with their records, for the sweep.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel);

    /// <summary>Creates a record (its ETag is the default) or replaces the version that was read; null when somebody else was first.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel);

    /// <summary>Removes a record, which opens its lane; false when somebody has written it since it was read.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel);

    /// <inheritdoc cref="TryWriteAsync(LaneRecord, CancellationToken)"/>
    Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel);

    /// <summary>Removes a breaker's record, which closes it; false when somebody has written it since it was read.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel);

    /// <summary>Notes that a fence has passed a lane. Twice is once.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task AddFenceAsync(Lane passed, CancellationToken cancel);

    /// <summary>Opens an epoch; the fences of the one before it are forgotten. An epoch that is open already stays so.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel);
}
