using Relay.Functions.Queue;

namespace Relay.Functions.Ledger;

/// <summary>
/// Where envelopes end. An envelope ends once: of several writes for one id within a batch the first stands, whoever makes
/// it. A batch is known by its sender, its time of acceptance and the root of its id: what is left of a batch, or a slice of
/// it, is the same batch.
/// </summary>
public interface ILedger
{
    /// <summary>Writes final states; those already written stay as they are.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel);

    /// <summary>What of this batch has ended. One point read.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyDictionary<Guid, FinalEntry>> FindBatchAsync(PackedHead head, CancellationToken cancel);

    /// <summary>Which of these envelopes of the sender have ended as part of another batch of the same lane, or of one of an earlier epoch: they were sent again in another company. A query over the few seconds around the times of the ids.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, IReadOnlyCollection<Guid> ids, CancellationToken cancel);
}
