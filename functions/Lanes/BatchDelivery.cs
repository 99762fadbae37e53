using System.Collections.Frozen;
using Relay.Functions.Deliver;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>What is left of a batch after a try.</summary>
/// <param name="Remaining">Envelopes without a final state, in order.</param>
/// <param name="Answer">What the partner said; null when there was nothing to post.</param>
/// <param name="InDoubt">Whether what remains may have been delivered.</param>
internal readonly record struct BatchOutcome(IReadOnlyList<PackedEnvelope> Remaining, DestinationAnswer? Answer, bool InDoubt)
{
    /// <summary>Whether the partner failed on the batch as a whole.</summary>
    public bool Failed => Answer is { Failure: not DestinationFailure.None };
}

/// <summary>
/// Tries a batch once: drops what has ended before, ends what has expired, posts the rest, writes final states. The ledger is
/// written before the caller settles or parks anything, so that a crash repeats the try and never loses its result.
/// </summary>
internal sealed partial class BatchDelivery(
    IPartners partners, IConsents consents, IDestination destination, ILedger ledger, EndedIds ended, TimeProvider clock, ILogger<BatchDelivery> logger)
{
    // An envelope that is accepted within this time of being made has hardly been sent before: docs/delivery.md, Duplicates.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // An earlier copy of a fresh one has expired by that much sooner.
    private static readonly TimeSpan NearItsEnd = 2 * Fresh;

    private const string ReasonExpired = "time-to-live";
    private const string ReasonNotAtOnce = "not-delivered-at-once";
    private const string ReasonIdReused = "id-reused";
    private const string ReasonNotReachable = "not-reachable";

    /// <summary>Tries some envelopes of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="envelopes">Those to be tried, in order.</param>
    /// <param name="tried">Whether an earlier call may have tried them and ended some: it was redelivered, or it was parked.</param>
    /// <param name="post">False ends only what has ended or expired.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<BatchOutcome> TryAsync(Batch batch, IReadOnlyList<PackedEnvelope> envelopes, bool tried, bool post, CancellationToken cancel)
    {
        var head = batch.Head;
        var finals = new List<FinalEntry>(envelopes.Count);
        var alive = await SortAsync(head, envelopes, tried, finals, cancel);
        if (alive.Count == 0 || !post)
        {
            await WriteAsync(head, finals, cancel);
            return new BatchOutcome(alive, null, head.InDoubt);
        }

        var answer = await PostAsync(batch.HeadOf(alive), alive, cancel);
        var inDoubt = head.InDoubt || answer.InDoubt || LacksVerdicts(answer, alive);
        var remaining = Settle(head with { InDoubt = inDoubt }, alive, answer, finals);
        await WriteAsync(head, await WithoutEndedAsync(head, finals, cancel), cancel);
        return new BatchOutcome(remaining, answer, inDoubt);
    }

    /// <summary>Writes the verdicts of a partner that has got the envelopes by itself; gives what remains.</summary>
    public async Task<IReadOnlyList<PackedEnvelope>> SettleAsync(
        PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, DestinationAnswer answer, CancellationToken cancel)
    {
        var finals = new List<FinalEntry>(envelopes.Count);
        var remaining = Settle(head, envelopes, answer, finals);
        await WriteAsync(head, await WithoutEndedAsync(head, finals, cancel), cancel);
        return remaining;
    }

    private async Task<List<PackedEnvelope>> SortAsync(
        PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, bool tried, List<FinalEntry> finals, CancellationToken cancel)
    {
        var before = tried ? await ledger.FindBatchAsync(head, cancel) : null;
        var now = clock.GetUtcNow();
        var others = await FindOthersAsync(head, [.. envelopes.Where(envelope => MayBeSentAgain(head, envelope, now)).Select(envelope => envelope.Id)], cancel);
        var root = Batch.RootOf(head.Batch);
        var alive = new List<PackedEnvelope>(envelopes.Count);
        foreach (var envelope in envelopes)
        {
            if (before is not null && before.ContainsKey(envelope.Id))
                continue;

            var other = ended.FindOther(head.Sender, envelope.Id, root) ?? (others.TryGetValue(envelope.Id, out var entry) ? entry.Fingerprint : null);
            if (other is { } known)
            {
                // The same envelope in another company has ended by then; another one under its id is refused.
                if (known != Fingerprint(envelope))
                    finals.Add(Final(head, envelope, FinalState.Refused, ReasonIdReused));
            }
            else if (head.AcceptedAt + envelope.TimeToLive <= now)
            {
                finals.Add(Final(head, envelope, FinalState.Expired, ReasonExpired));
            }
            else
            {
                var consent = await consents.CheckAsync(
                    new Address(head.Sender, envelope.FromUser), new Address(head.Lane.Partner, envelope.ToUser), head.Lane.Class, head.AcceptedAt);
                if (consent.Verdict == ConsentVerdict.Open)
                    alive.Add(consent.Inbox == envelope.Inbox ? envelope : envelope with { Inbox = consent.Inbox });
                else
                    finals.Add(consent.Verdict == ConsentVerdict.Erased ? Final(head, envelope, FinalState.Erased, null) : Final(head, envelope, FinalState.Refused, ReasonOf(consent.Verdict)));
            }
        }

        return alive;
    }

    private static string ReasonOf(ConsentVerdict verdict) => verdict == ConsentVerdict.PartnerEnded ? HeldEndings.PartnerEnded : ReasonNotReachable;

    // An operator sends again what others may have overtaken, also in lanes that this instance does not work.
    private static bool MayBeSentAgain(in PackedHead head, PackedEnvelope envelope, DateTimeOffset now) =>
        head.Replayed
        || !IsFresh(head, envelope.Id)
        || (head.Lane.Class != EnvelopeClass.Ephemeral && head.AcceptedAt + envelope.TimeToLive < now + NearItsEnd);

    private static bool IsFresh(in PackedHead head, Guid id) => (head.AcceptedAt - IdTimes.Of(id)).Duration() <= Fresh;

    // Two copies must not end differently: what the partner refuses may have ended in other company.
    private async Task<List<FinalEntry>> WithoutEndedAsync(PackedHead head, List<FinalEntry> finals, CancellationToken cancel)
    {
        var isEphemeral = head.Lane.Class == EnvelopeClass.Ephemeral;
        bool MayHaveEnded(FinalEntry final) => isEphemeral ? final.State != FinalState.Delivered && !IsFresh(head, final.Id) : final.State == FinalState.Refused;
        var others = await FindOthersAsync(head, finals.FindAll(MayHaveEnded).ConvertAll(final => final.Id), cancel);
        if (others.Count > 0)
            finals.RemoveAll(final => MayHaveEnded(final) && others.TryGetValue(final.Id, out var other) && other.Fingerprint == final.Fingerprint);
        return finals;
    }

    private async Task<IReadOnlyDictionary<Guid, FinalEntry>> FindOthersAsync(PackedHead head, List<Guid> ids, CancellationToken cancel)
    {
        // Ephemeral envelopes have no session: nobody works their lane alone.
        if (!head.Replayed && head.Lane.Class != EnvelopeClass.Ephemeral)
            ids.RemoveAll(id => ended.Covers(head.Lane, IdTimes.Of(id) - LaneRules.Skew));
        return ids.Count == 0 ? FrozenDictionary<Guid, FinalEntry>.Empty : await ledger.FindOthersAsync(head, ids, cancel);
    }

    private async Task<DestinationAnswer> PostAsync(PackedHead head, List<PackedEnvelope> alive, CancellationToken cancel)
    {
        var partner = await partners.FindAsync(head.Lane.Partner);
        var answer = partner is { Status: PartnerStatus.Live or PartnerStatus.Sandbox, Mode: DeliveryMode.Push }
            ? await destination.PostAsync(partner, head, alive, cancel)
            : new DestinationAnswer(DestinationFailure.NotCallable);
        if (answer.Failure != DestinationFailure.None)
            Log.DestinationFailed(logger, head.Lane.Partner, answer.Failure, answer.Status, alive.Count);
        return answer;
    }

    private static List<PackedEnvelope> Settle(in PackedHead head, IReadOnlyList<PackedEnvelope> alive, DestinationAnswer answer, List<FinalEntry> finals)
    {
        var remaining = new List<PackedEnvelope>();
        foreach (var envelope in alive)
        {
            var (verdict, reason) = Verdict(answer, envelope.Id);
            if (verdict == EnvelopeVerdict.Accepted)
                finals.Add(new FinalEntry(envelope.Id, FinalState.Delivered) { Fingerprint = Fingerprint(envelope) });
            else if (verdict == EnvelopeVerdict.Refused)
                finals.Add(Final(head with { Unseen = false }, envelope, FinalState.Refused, reason));
            else if (head.Lane.Class == EnvelopeClass.Ephemeral)
                finals.Add(Final(head, envelope, FinalState.Expired, ReasonNotAtOnce));
            else
                remaining.Add(envelope);
        }

        return remaining;
    }

    private async Task WriteAsync(PackedHead head, List<FinalEntry> finals, CancellationToken cancel)
    {
        if (finals.Count == 0)
            return;

        await ledger.WriteAsync(head, finals, cancel);
        var root = Batch.RootOf(head.Batch);
        foreach (var final in finals)
        {
            if (final.Reason != ReasonIdReused)
                ended.Remember(head.Sender, final.Id, root, final.Fingerprint);
        }
    }

    // It took the call and did not say what became of some: it may have them.
    private static bool LacksVerdicts(DestinationAnswer answer, List<PackedEnvelope> alive) =>
        answer.Verdicts is { } verdicts && alive.Exists(envelope => !verdicts.ContainsKey(envelope.Id));

    private static FinalEntry Final(in PackedHead head, PackedEnvelope envelope, FinalState state, string? reason) =>
        new(envelope.Id, state, reason) { PossiblyDelivered = head.InDoubt || head.Unseen, Fingerprint = Fingerprint(envelope) };

    private static ulong Fingerprint(PackedEnvelope envelope) => ContentHash.Of(envelope.Encoded.Span);

    private static (EnvelopeVerdict Verdict, string? Reason) Verdict(DestinationAnswer answer, Guid id)
    {
        if (answer.Failure != DestinationFailure.None)
            return (EnvelopeVerdict.Retry, null);
        if (answer.Verdicts is null)
            return (EnvelopeVerdict.Accepted, null);
        return answer.Verdicts.TryGetValue(id, out var verdict) ? verdict : (EnvelopeVerdict.Retry, null);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "{Partner} did not take a batch of {Envelopes}: {Failure} (status {Status})")]
        public static partial void DestinationFailed(ILogger logger, string partner, DestinationFailure failure, int status, int envelopes);
    }
}
