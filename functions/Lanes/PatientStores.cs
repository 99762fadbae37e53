using Azure;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>Lane records for the stages of delivery, which wait for a store that does not answer (<see cref="Hold"/>).</summary>
internal sealed class PatientLaneStore(ILaneStore store, Hold hold) : ILaneStore
{
    public Task<PartnerLanes> ReadAsync(string partner, CancellationToken cancel) => hold.RunAsync(token => store.ReadAsync(partner, token), cancel);

    public Task<PartnerLanes> ReadAsync(Lane lane, CancellationToken cancel) => hold.RunAsync(token => store.ReadAsync(lane, token), cancel);

    public Task<IReadOnlyDictionary<string, PartnerLanes>> ReadAllAsync(CancellationToken cancel) => hold.RunAsync(store.ReadAllAsync, cancel);

    public Task<LaneRecord?> TryWriteAsync(LaneRecord record, CancellationToken cancel) => hold.RunAsync(token => store.TryWriteAsync(record, token), cancel);

    public Task<bool> TryRemoveAsync(LaneRecord record, CancellationToken cancel) => hold.RunAsync(token => store.TryRemoveAsync(record, token), cancel);

    public Task<BreakerRecord?> TryWriteAsync(BreakerRecord record, CancellationToken cancel) => hold.RunAsync(token => store.TryWriteAsync(record, token), cancel);

    public Task<bool> TryRemoveAsync(BreakerRecord record, CancellationToken cancel) => hold.RunAsync(token => store.TryRemoveAsync(record, token), cancel);

    public Task AddFenceAsync(Lane passed, CancellationToken cancel) => hold.RunAsync(token => store.AddFenceAsync(passed, token), cancel);

    public Task OpenEpochAsync(string partner, int epoch, CancellationToken cancel) => hold.RunAsync(token => store.OpenEpochAsync(partner, epoch, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientParkedStore(IParkedStore store, Hold hold) : IParkedStore
{
    public Task<(string Name, bool WasThere)> StoreAsync(Parcel parcel, CancellationToken cancel) => hold.RunAsync(token => store.StoreAsync(parcel, token), cancel);

    public Task<bool> TryReplaceAsync(string name, ParkedMessage read, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        hold.RunAsync(token => store.TryReplaceAsync(name, read, message, token), cancel);

    public Task<ParkedPage> ListAsync(Lane lane, string? next, CancellationToken cancel) => hold.RunAsync(token => store.ListAsync(lane, next, token), cancel);

    public Task<ParkedMessage?> ReadAsync(string name, CancellationToken cancel) => hold.RunAsync(token => store.ReadAsync(name, token), cancel);

    public Task RemoveAsync(string name, CancellationToken cancel) => hold.RunAsync(token => store.RemoveAsync(name, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientAlarms(IAlarms alarms, Hold hold) : IAlarms
{
    public Task ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel) =>
        hold.RunAsync(token => alarms.ScheduleAsync(lane, kind, number, due, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientLedger(ILedger ledger, Hold hold) : ILedger
{
    public Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel) =>
        hold.RunAsync(token => ledger.WriteAsync(head, finals, token), cancel);

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel) =>
        hold.RunAsync(token => ledger.FindBatchAsync(head, token), cancel);

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        hold.RunAsync(token => ledger.FindOthersAsync(head, ids, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientHeldEnvelopes(IHeldEnvelopes held, Hold hold) : IHeldEnvelopes
{
    public Task HoldAsync(PackedHead head, PackedEnvelope envelope, HeldReason reason, int attempts, CancellationToken cancel) =>
        hold.RunAsync(token => held.HoldAsync(head, envelope, reason, attempts, token), cancel);

    public Task KeepUnreadableAsync(string queue, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        hold.RunAsync(token => held.KeepUnreadableAsync(queue, sequenceNumber, message, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientClaimedBodies(IClaimedBodies bodies, Hold hold) : IClaimedBodies
{
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel) => hold.RunAsync(token => bodies.ReadAsync(name, token), cancel);

    public Task RemoveAsync(string name, CancellationToken cancel) => hold.RunAsync(token => bodies.RemoveAsync(name, token), cancel);
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientPartners(IPartners partners, Hold hold) : IPartners
{
    public ValueTask<PartnerRecord?> FindAsync(string name)
    {
        var cached = partners.FindAsync(name);
        return cached.IsCompletedSuccessfully ? cached : WaitAsync(name, cached);
    }

    public Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel) => hold.RunAsync(token => partners.FindNowAsync(name, token), cancel);

    public IAsyncEnumerable<PartnerRecord> ListAsync(CancellationToken cancel) => partners.ListAsync(cancel);

    private async ValueTask<PartnerRecord?> WaitAsync(string name, ValueTask<PartnerRecord?> first)
    {
        var begun = first.AsTask();
        return await hold.RunAsync(
            _ =>
            {
                var turn = begun ?? partners.FindAsync(name).AsTask();
                begun = null;
                return turn;
            },
            CancellationToken.None);
    }
}

/// <inheritdoc cref="PatientLaneStore"/>
internal sealed class PatientConsents(IConsents consents, Hold hold) : IConsents
{
    public ValueTask<Consent> CheckAsync(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt)
    {
        var check = consents.CheckAsync(from, to, envelopeClass, acceptedAt);
        // The usual case, from the cache.
        return check.IsCompletedSuccessfully ? check : WaitAsync(check, from, to, envelopeClass, acceptedAt);
    }

    private async ValueTask<Consent> WaitAsync(ValueTask<Consent> check, Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt)
    {
        var first = check.AsTask();
        return await hold.RunAsync(
            async _ =>
            {
                var running = Interlocked.Exchange(ref first, null!);
                return await (running ?? consents.CheckAsync(from, to, envelopeClass, acceptedAt).AsTask());
            },
            CancellationToken.None);
    }
}
