using Relay.Functions.Held;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Held;

/// <summary>Held envelopes in memory. It can fail at a removal, as a store does that is gone in that moment.</summary>
internal sealed class MemoryHeldStore : IHeldStore
{
    private readonly SortedDictionary<(string Partner, string Key), (HeldRecord Record, byte[]? Message)> _held = [];

    public bool FailsToRemove { get; set; }

    public IReadOnlyList<HeldRecord> All => [.. _held.Values.Select(one => one.Record)];

    public HeldRecord Add(PackedHead head, PackedEnvelope envelope, DateTimeOffset heldAt, bool inDoubt = false)
    {
        var record = HeldSamples.Record(head, envelope, heldAt, inDoubt);
        _held[(record.Partner, record.Key)] = (record, Packed.Write(head, [envelope]));
        return record;
    }

    /// <summary>A row whose content is gone.</summary>
    public void Lose(HeldRecord record) => _held[(record.Partner, record.Key)] = (record, null);

    public Task<HeldRecord?> FindAsync(string partner, string key, CancellationToken cancel) =>
        Task.FromResult(_held.TryGetValue((partner, key), out var one) ? one.Record : null);

    public Task<IReadOnlyList<HeldRecord>> ListAsync(HeldQuery query, (string Partner, string Key)? after, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HeldRecord>>([.. Meant(query, after).Take(most)]);

    public Task<(int All, int Expired)> CountAsync(
        HeldQuery query, (string Partner, string Key)? after, DateTimeOffset now, int most, CancellationToken cancel)
    {
        var meant = Meant(query, after).Take(most).ToList();
        return Task.FromResult((meant.Count, meant.Count(record => record.ExpiresAt <= now)));
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(HeldRecord record, CancellationToken cancel) =>
        Task.FromResult(_held.TryGetValue((record.Partner, record.Key), out var one) && one.Message is { } message ? (ReadOnlyMemory<byte>?)message : null);

    public Task<bool> TryRemoveAsync(HeldRecord record, CancellationToken cancel)
    {
        if (FailsToRemove)
            throw new Azure.RequestFailedException(503, "gone");
        _held.Remove((record.Partner, record.Key));
        return Task.FromResult(true);
    }

    private IEnumerable<HeldRecord> Meant(HeldQuery query, (string Partner, string Key)? after) => _held.Values
        .Select(one => one.Record)
        .Where(record => (query.Partner ?? record.Partner) == record.Partner
            && (query.Sender ?? record.Sender) == record.Sender
            && (query.Reason ?? record.Reason) == record.Reason
            && (query.Before is null || record.HeldAt < query.Before)
            && (query.ToTag ?? record.ToTag) == record.ToTag
            && (query.EitherTag is null || query.EitherTag == record.ToTag || query.EitherTag == record.FromTag)
            && (after is not var (partner, key) || string.CompareOrdinal(record.Partner, partner) > 0
                || (record.Partner == partner && string.CompareOrdinal(record.Key, key) > 0)));
}
