using Relay.Functions.Ledger;
using Relay.Functions.Parking;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>What is left of a batch after a try.</summary>
/// <param name="Remaining">Envelopes without a final state, in order; empty when the batch has ended.</param>
/// <param name="Changed">Whether some of the batch did end, so that what remains is another batch.</param>
/// <param name="RetryAfter">What the destination asked for.</param>
public readonly record struct BatchOutcome(IReadOnlyList<PackedEnvelope> Remaining, bool Changed, TimeSpan? RetryAfter);

/// <summary>
/// Tries a batch once: ends what has expired, posts the rest, writes final states. The ledger is written before the caller
/// settles or parks anything, so that a crash repeats the try and never loses its result.
/// </summary>
public sealed partial class BatchDelivery(
    PartnerDirectory partners, Destination destination, LedgerStore ledger, Hold hold, TimeProvider clock, ILogger<BatchDelivery> logger)
{
    /// <exception cref="Azure.RequestFailedException">A store did not answer within the bound of <see cref="Hold"/>.</exception>
    public async Task<BatchOutcome> TryAsync(PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        var finals = new List<FinalEntry>(envelopes.Count);
        var now = clock.GetUtcNow();
        var alive = new List<PackedEnvelope>(envelopes.Count);
        foreach (var envelope in envelopes)
        {
            if (head.AcceptedAt + envelope.TimeToLive > now)
                alive.Add(envelope);
            else
                finals.Add(new FinalEntry(envelope.Id, FinalState.Expired, "time-to-live"));
        }

        var answer = alive.Count == 0 ? null : await PostAsync(head, alive, cancel);
        var remaining = answer is null ? [] : Settle(head, alive, answer, finals);
        if (finals.Count > 0)
            await hold.RunAsync(token => ledger.WriteAsync(head, finals, token), cancel);

        return new BatchOutcome(remaining, finals.Count > 0, answer?.RetryAfter);
    }

    private async Task<DestinationAnswer> PostAsync(PackedHead head, List<PackedEnvelope> alive, CancellationToken cancel)
    {
        var partner = await hold.RunAsync(_ => partners.FindAsync(head.Lane.Partner).AsTask(), cancel);
        var answer = partner is { Status: PartnerStatus.Active }
            ? await destination.PostAsync(partner, head, alive, cancel)
            : new DestinationAnswer(DestinationFailure.NotCallable);
        if (answer.Failure != DestinationFailure.None)
            Log.DestinationFailed(logger, head.Lane.Partner, answer.Failure, answer.Status, alive.Count);
        return answer;
    }

    private static List<PackedEnvelope> Settle(in PackedHead head, List<PackedEnvelope> alive, DestinationAnswer answer, List<FinalEntry> finals)
    {
        var remaining = new List<PackedEnvelope>();
        foreach (var envelope in alive)
        {
            var (verdict, reason) = Verdict(answer, envelope.Id);
            if (verdict == EnvelopeVerdict.Accepted)
                finals.Add(new FinalEntry(envelope.Id, FinalState.Delivered));
            else if (verdict == EnvelopeVerdict.Refused)
                finals.Add(new FinalEntry(envelope.Id, FinalState.Refused, reason));
            else if (head.Lane.Class == EnvelopeClass.Ephemeral)
                finals.Add(new FinalEntry(envelope.Id, FinalState.Expired, "not-delivered-at-once"));
            else
                remaining.Add(envelope);
        }

        return remaining;
    }

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
