using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A parked message with what of it has not ended.</summary>
/// <param name="Entry">As it was listed.</param>
/// <param name="Read">Its content as it was read.</param>
/// <param name="Batch">Its envelopes.</param>
/// <param name="Left">Those without a final state, in order.</param>
internal sealed record ParkedBatch(ParkedEntry Entry, ParkedMessage Read, Batch Batch, IReadOnlyList<PackedEnvelope> Left);

/// <summary>Reads parked messages and keeps what remains of them, for drains and hand-outs alike.</summary>
internal sealed class ParkedBatches(IParkedStore parked, IClaimedBodies claimed, ILedger ledger)
{
    /// <summary>Reads a parked message of envelopes; null when nothing of it is left, and then it is removed.</summary>
    public async Task<ParkedBatch?> ReadAsync(ParkedEntry entry, CancellationToken cancel)
    {
        if (await parked.ReadAsync(entry.Name, cancel) is not { } read)
            return null;

        if (await Batch.ReadAsync(read.Message, claimed, cancel) is not { } batch)
        {
            await parked.RemoveAsync(entry.Name, cancel);
            return null;
        }

        var ended = await ledger.FindBatchAsync(batch.Head, cancel);
        IReadOnlyList<PackedEnvelope> left = ended.Count == 0 ? batch.Envelopes : [.. batch.Envelopes.Where(envelope => !ended.ContainsKey(envelope.Id))];
        return new ParkedBatch(entry, read, batch, left);
    }

    /// <summary>Marks all messages up to one as in doubt: they were handed out, and nobody said what became of them.</summary>
    public async Task MarkInDoubtAsync(Lane lane, string through, CancellationToken cancel)
    {
        await foreach (var entry in EntriesAsync(lane, through, cancel))
        {
            if (entry.Sender.Length > 0 && await parked.ReadAsync(entry.Name, cancel) is { } read && !PackedReader.ReadHead(read.Message, out _).InDoubt)
                await parked.TryReplaceAsync(entry.Name, read, PackedWriter.InDoubt(read.Message), cancel);
        }
    }

    /// <summary>A lane's messages in order, up to one (included), or all.</summary>
    public async IAsyncEnumerable<ParkedEntry> EntriesAsync(
        Lane lane, string? through, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await parked.ListAsync(lane, next, cancel);
            foreach (var entry in page.Entries)
            {
                if (through is not null && string.CompareOrdinal(entry.Name, through) > 0)
                    yield break;
                yield return entry;
            }

            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Keeps what remains of a message, or removes it; false when somebody else has changed it since it was read.</summary>
    public async Task<bool> TryKeepAsync(ParkedBatch message, IReadOnlyList<PackedEnvelope> rest, bool inDoubt, CancellationToken cancel)
    {
        var batch = message.Batch;
        if (rest.Count == 0)
        {
            await parked.RemoveAsync(message.Entry.Name, cancel);
        }
        else
        {
            var kept = batch.Keep(rest, inDoubt, out _);
            if (!kept.Equals(batch.Message) && !await parked.TryReplaceAsync(message.Entry.Name, message.Read, kept, cancel))
                return false;
        }

        // What remains was packed anew, so that nothing refers to the claimed body any more.
        if (batch.Claim is not null && rest.Count < batch.Envelopes.Count)
            await claimed.RemoveAsync(batch.Claim, cancel);
        return true;
    }
}
