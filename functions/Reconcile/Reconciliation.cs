using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Ledger;
using Relay.Functions.Receipts;

namespace Relay.Functions.Reconcile;

/// <summary>
/// Compares what a partner has with what has ended here, minute by minute of acceptance. For a sender all ends count, for a
/// recipient the delivered ones. One call is bounded in time and in ids; it says how far it came.
/// </summary>
internal sealed class Reconciliation(LedgerStore ledger, EnvelopeStates states, IOptions<AcceptOptions> accept, TimeProvider clock)
{
    /// <summary>The most ids of one answer.</summary>
    public const int MostIds = 20_000;

    // Ids that are looked for one by one when the minute does not have them; the rest is told by time alone.
    private const int MostLooks = 200;

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(20);

    // After its time to live an envelope may still wait for the call that ends it.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Where the two differ.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<ReconcileAnswer> RunAsync(ReconcileQuestion question, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var minutes = new List<ReconciledMinute>();
        var room = MostIds;
        var looks = MostLooks;
        var minute = question.From;
        while (minute < question.To && room > 0 && clock.GetElapsedTime(began) < LongestRun)
        {
            var ends = await ReadAsync(question, minute, cancel);
            if (Differs(question, minute, ends))
            {
                var named = question.Ids.GetValueOrDefault(minute);
                var missing = named is null ? null : await MissingAsync(question, minute, named.Where(id => !ends.ContainsKey(id)).Order(), looks, cancel);
                var extra = named is null ? null : Views(ends.Values.Where(end => !named.Contains(end.Final.Id)));
                var all = named is null && (ends.Count <= room || minutes.Count == 0) && ends.Count <= MostIds ? Views(ends.Values) : null;
                if (named is null && all is null && ends.Count <= MostIds)
                    break; // There is room for it in the next answer.

                minutes.Add(new ReconciledMinute(minute, ends.Count, IdDigest.Of(ends.Keys), all, extra, missing));
                room -= (all?.Count ?? 0) + (extra?.Count ?? 0) + (missing?.Count ?? 0);
                looks -= Math.Min(looks, missing?.Count ?? 0);
            }

            minute += Minute;
        }

        return new ReconcileAnswer(question.From, minute, minute >= question.To, minutes);
    }

    private async Task<Dictionary<Guid, EndedEnvelope>> ReadAsync(ReconcileQuestion question, DateTimeOffset minute, CancellationToken cancel)
    {
        var ends = new Dictionary<Guid, EndedEnvelope>();
        await foreach (var batch in ledger.ReadBatchesAsync(question.Sender, minute, minute + Minute - TimeSpan.FromSeconds(1), question.Recipient, cancel))
        {
            foreach (var entry in batch.Entries)
            {
                if (question.Recipient is null || entry.Final.State == FinalState.Delivered)
                    ends.TryAdd(entry.Final.Id, new EndedEnvelope(entry.Final, batch.Key.Recipient, batch.Key.AcceptedAt, entry.EndedAt));
            }
        }

        return ends;
    }

    private static bool Differs(ReconcileQuestion question, DateTimeOffset minute, Dictionary<Guid, EndedEnvelope> ends)
    {
        if (question.Ids.TryGetValue(minute, out var named))
            return !named.SetEquals(ends.Keys);
        return question.Buckets.TryGetValue(minute, out var bucket)
            ? bucket.Count != ends.Count || bucket.Digest != IdDigest.Of(ends.Keys)
            : ends.Count > 0;
    }

    private async Task<List<ReconciledEnvelope>> MissingAsync(
        ReconcileQuestion question, DateTimeOffset minute, IEnumerable<Guid> ids, int looks, CancellationToken cancel)
    {
        var missing = new List<ReconciledEnvelope>();
        foreach (var id in ids)
        {
            var state = looks-- > 0 ? await states.FindAsync(question.Sender, id, cancel) : null;
            // A recipient learns nothing of envelopes to others.
            missing.Add(state is not null && (question.Recipient is null || question.Recipient == state.To)
                ? new ReconciledEnvelope(id, state.State, state.Reason, state.AcceptedAt, state.PossiblyDelivered)
                : new ReconciledEnvelope(id, MayBeUnderWay(minute) ? "pending" : "unknown"));
        }

        return missing;
    }

    private bool MayBeUnderWay(DateTimeOffset minute) =>
        minute + Minute + TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) + Grace > clock.GetUtcNow();

    private static List<ReconciledEnvelope> Views(IEnumerable<EndedEnvelope> ends) =>
    [
        .. ends.OrderBy(end => end.Final.Id).Select(end => new ReconciledEnvelope(
            end.Final.Id, ReceiptView.StateWord(end.Final.State), end.Final.Reason, end.AcceptedAt, end.Final.PossiblyDelivered ? true : null)),
    ];
}
