using Relay.Functions.Held;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Held envelopes.</summary>
internal sealed class HeldRows(Stores stores) : IHeldEnvelopes
{
    private readonly Dictionary<Guid, HeldReason> _held = [];

    public IReadOnlyDictionary<Guid, HeldReason> All => _held;

    public bool Has(Guid id) => _held.ContainsKey(id);

    public Task HoldAsync(PackedHead head, PackedEnvelope envelope, HeldReason reason, int attempts, CancellationToken cancel) => stores.WriteAsync(
        $"hold {Letter.NumberOf(envelope.Id)}",
        Footprint.Sets(($"held/{envelope.Id}", "")),
        () => _held.TryAdd(envelope.Id, reason),
        cancel);

    public Task KeepUnreadableAsync(string queue, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        throw new BrokenInvariantException("A message of the scenario was taken for unreadable.");
}
