using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Held;

/// <summary>Final states in memory; the first of an id stands.</summary>
internal sealed class MemoryLedger : ILedger
{
    public Dictionary<Guid, FinalEntry> Finals { get; } = [];

    /// <summary>Ends of the same envelopes in other batches.</summary>
    public Dictionary<Guid, FinalEntry> Others { get; } = [];

    public List<PackedHead> Heads { get; } = [];

    public Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel)
    {
        Heads.Add(head);
        foreach (var final in finals)
            Finals.TryAdd(final.Id, final);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<Guid, FinalEntry>>(Finals);

    public Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<Guid, FinalEntry>>(Others);
}
