using Azure;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Storage;

namespace Relay.Functions.Agreements;

/// <summary>Changes agreements. Every write names the version that was read, so that of two operators none undoes the other's change unseen.</summary>
internal sealed partial class AgreementStage(
    PartnerStore store, PartnerDirectory directory, LaneChanges lanes, IPartnerEvents events, TimeProvider clock, ILogger<AgreementStage> logger)
{
    private const int MostTries = 5;

    private delegate (PartnerRecord? Next, Problem? Problem) Change(PartnerRecord present);

    /// <summary>What an operator's settings make of a partner's agreement: its beginning, or its present one in the state that is asked for.</summary>
    /// <param name="wanted">The settings as a record, in the wanted state.</param>
    /// <param name="present">The partner as it is stored; null for a new one.</param>
    /// <param name="by">The operator's key id.</param>
    public (PartnerRecord? Record, Problem? Problem) Plan(PartnerRecord wanted, PartnerRecord? present, string by)
    {
        var now = clock.GetUtcNow();
        if (present is null)
        {
            return wanted.Status == PartnerStatus.Ended
                ? (null, Problems.Conflict("state-not-next", "A new partner cannot have ended.", "status"))
                : WithEvidence(null, StateHistory.Begun(wanted, now, by));
        }

        var kept = wanted with { Agreement = present.Agreement, Version = present.Version };
        if (wanted.Status == present.Status)
            return WithEvidence(present, kept);

        var verdict = StateRules.Check(present, wanted.Status, null);
        return verdict == StateVerdict.Allowed
            ? WithEvidence(present, StateHistory.Changed(kept with { Status = present.Status }, new StateChange(now, present.Status, wanted.Status, by)))
            : (null, ProblemOf(verdict, present, wanted.Status, "status"));
    }

    /// <summary>Tells a partner that an operator has put it into another state by its settings.</summary>
    public Task TellAsync(PartnerRecord stored, PartnerRecord? before, CancellationToken cancel) =>
        before is null || before.Status == stored.Status ? Task.CompletedTask : TellAsync(stored, "state", before.Status, null, cancel);

    /// <summary>Changes the state.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public Task<(PartnerRecord? Partner, Problem? Problem)> ChangeStateAsync(string partner, StateOrder order, string by, CancellationToken cancel)
    {
        if (AgreementCheck.Check(order) is { } malformed)
            return Task.FromResult<(PartnerRecord?, Problem?)>((null, malformed));

        var to = StateWords.Read(order.State)!.Value;
        return ChangeAsync(
            partner,
            "state",
            order.Reason,
            present => StateRules.Check(present, to, order.Reason) is var verdict && verdict == StateVerdict.Allowed
                ? WithEvidence(present, StateHistory.Changed(present, new StateChange(clock.GetUtcNow(), present.Status, to, by, order.Reason, order.Note)))
                : (null, ProblemOf(verdict, present, to, "state")),
            cancel);
    }

    /// <summary>Sets the terms.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public Task<(PartnerRecord? Partner, Problem? Problem)> SetTermsAsync(string partner, AgreementTerms terms, CancellationToken cancel)
    {
        if (AgreementCheck.Check(terms, clock.GetUtcNow()) is { } malformed)
            return Task.FromResult<(PartnerRecord?, Problem?)>((null, malformed));

        return ChangeAsync(
            partner,
            "terms",
            null,
            present => WithEvidence(present, present with
            {
                Agreement = present.Agreement with
                {
                    RequestedAt = terms.RequestedAt ?? present.Agreement.RequestedAt,
                    LiveBy = terms.LiveBy,
                    Evidence = terms.Evidence ?? [],
                    Quotas = terms.Quotas ?? AgreementQuotas.None,
                    Contacts = terms.Contacts ?? new(),
                },
            }),
            cancel);
    }

    /// <summary>Attaches a conformance report, in place of one that is there.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public Task<(PartnerRecord? Partner, Problem? Problem)> AttachAsync(string partner, ConformanceReport report, CancellationToken cancel) =>
        ChangeAsync(partner, "conformance", null, present => (present with { Agreement = present.Agreement with { Conformance = report } }, null), cancel);

    private async Task<(PartnerRecord? Partner, Problem? Problem)> ChangeAsync(string partner, string what, string? reason, Change change, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (!PartnerNames.IsName(partner) || await store.FindAsync(partner, cancel) is not { } present)
                return (null, Problems.NotFound("No such partner."));
            var (next, problem) = change(present);
            if (problem is not null)
                return (null, problem);
            if (await store.PutAsync(next!, cancel) == PartnerWrite.Changed)
                continue;

            directory.Forget(next!);
            await lanes.FollowAsync(next!, present, cancel);
            await TellAsync(next!, what, present.Status, reason, cancel);
            return (next, null);
        }

        return (null, Problems.PartnerChanged());
    }

    // On every way in: a partner is not live, nor comes back to it, with a protocol that has no evidence.
    private static (PartnerRecord? Next, Problem? Problem) WithEvidence(PartnerRecord? present, PartnerRecord next) =>
        StateRules.EvidenceLost(present, next) is { Count: > 0 } missing
            ? (null, Conflict("evidence-missing", "A protocol other than signal needs evidence before its partner is live.", "evidence", missing, "none"))
            : (next, null);

    private static Problem ProblemOf(StateVerdict verdict, PartnerRecord present, PartnerStatus to, string field) => verdict switch
    {
        StateVerdict.ReasonMissing => Conflict(
            "reason-missing", "A request is refused with a reason, by POST to the agreement's state.", "reason", StateReasons.For(present.Status, to), "none"),
        StateVerdict.ReasonUnknown => Problems.Malformed("reason", RuleOf(StateReasons.For(present.Status, to), "none for this change")),
        _ => Conflict(
            "state-not-next",
            "This state does not follow from the present one.",
            field,
            StateRules.Next(present.Status, present.Agreement.SuspendedFrom).Select(StateWords.Of),
            "none: the agreement has ended"),
    };

    private static Problem Conflict(string code, string detail, string field, IEnumerable<string> words, string otherwise) =>
        Problems.Conflict(code, detail, field) with { Rule = RuleOf(words, otherwise) };

    private static string RuleOf(IEnumerable<string> words, string otherwise) => string.Join(", ", words) is { Length: > 0 } rule ? rule : otherwise;

    // The partner is told as well as can be; what it reads of itself is what counts.
    private async Task TellAsync(PartnerRecord partner, string what, PartnerStatus before, string? reason, CancellationToken cancel)
    {
        try
        {
            var facts = new Dictionary<string, string> { ["change"] = what, ["state"] = StateWords.Of(partner.Status) };
            if (before != partner.Status)
                facts["from"] = StateWords.Of(before);
            if (reason is not null)
                facts["reason"] = reason;
            await events.TellAsync(partner.Name, PartnerEventTypes.AgreementChanged, facts, cancel);
        }
        catch (Exception failure) when ((failure is RequestFailedException || StoreFailures.IsPassing(failure)) && !cancel.IsCancellationRequested)
        {
            Log.NotTold(logger, partner.Name, failure.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, Message = "{Partner} could not be told that its agreement has changed ({Failure})")]
        public static partial void NotTold(ILogger logger, string partner, string failure);
    }
}
