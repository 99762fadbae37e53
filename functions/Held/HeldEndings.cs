using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>
/// Ends what is held without another try. The ledger is written first, then the held one is removed: a crash in between ends
/// it once more, and the ledger keeps the first.
/// </summary>
public sealed partial class HeldEndings(IHeldStore store, ILedger ledger, TimeProvider clock, ILogger<HeldEndings> logger)
{
    /// <summary>The reason of what an operator ends.</summary>
    public const string ByOperator = "operator";

    /// <summary>The reason of what ends because the agreement with its recipient's partner has ended.</summary>
    public const string PartnerEnded = "partner-ended";

    private const string TimeToLive = "time-to-live";
    private const string NotReachable = "not-reachable";

    /// <summary>Ends an envelope as refused by an operator, or as expired when its time to live is over; removes what cannot be read.</summary>
    /// <returns>How it ended; null for what was no envelope, or was gone already.</returns>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<FinalState?> RefuseAsync(HeldRecord record, CancellationToken cancel)
    {
        if (record.Reason == HeldReason.Unreadable)
        {
            await store.TryRemoveAsync(record, cancel);
            return null;
        }

        return await RefuseAsync(record, ByOperator, cancel);
    }

    /// <summary>Ends an envelope whose recipient has opted out: as refused, or as expired when its time to live is over; null when it was gone already.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task<FinalState?> CloseAsync(HeldRecord record, CancellationToken cancel) => RefuseAsync(record, NotReachable, cancel);

    /// <summary>Ends what is held for a partner whose agreement has ended: as refused, or as expired when its time to live is over. Null when it was gone already.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task<FinalState?> EndForPartnerAsync(HeldRecord record, CancellationToken cancel) => RefuseAsync(record, PartnerEnded, cancel);

    /// <summary>Ends an envelope from or to somebody who was erased; false when it was gone already.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task<bool> EraseAsync(HeldRecord record, CancellationToken cancel) => EndAsync(record, FinalState.Erased, null, cancel);

    /// <summary>Ends an envelope as expired; false when it was gone already.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task<bool> ExpireAsync(HeldRecord record, CancellationToken cancel) => EndAsync(record, FinalState.Expired, TimeToLive, cancel);

    private async Task<FinalState?> RefuseAsync(HeldRecord record, string reason, CancellationToken cancel)
    {
        var isOver = record.ExpiresAt <= clock.GetUtcNow();
        var final = isOver ? FinalState.Expired : FinalState.Refused;
        return await EndAsync(record, final, isOver ? TimeToLive : reason, cancel) ? final : null;
    }

    private async Task<bool> EndAsync(HeldRecord record, FinalState state, string? reason, CancellationToken cancel)
    {
        var content = await store.ReadAsync(record, cancel);
        if (content is { } message)
        {
            var (head, envelope) = HeldContents.Read(message, record);
            var final = new FinalEntry(envelope.Id, state, reason)
            {
                PossiblyDelivered = head.InDoubt,
                Fingerprint = ContentHash.Of(envelope.Encoded.Span),
            };
            if (!await HasEndedOtherwiseAsync(head, final, cancel))
            {
                await ledger.WriteAsync(head, [final], cancel);
                Log.Ended(logger, record.Sender, record.Partner, state);
            }
        }

        // A row whose content is gone was removed by another call in this moment; what is left of it goes too.
        await store.TryRemoveAsync(record, cancel);
        return content is not null;
    }

    // The sender may have sent it again, in other company, and that one was not held.
    private async Task<bool> HasEndedOtherwiseAsync(PackedHead head, FinalEntry final, CancellationToken cancel) =>
        (await ledger.FindOthersAsync(head, [final.Id], cancel)).TryGetValue(final.Id, out var other) && other.Fingerprint == final.Fingerprint;

    private static partial class Log
    {
        [LoggerMessage(EventId = 6002, Level = LogLevel.Information, Message = "A held envelope from {Sender} to {Partner} has ended as {State}")]
        public static partial void Ended(ILogger logger, string sender, string partner, FinalState state);
    }
}
