using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What becomes of a wish to change a state.</summary>
public enum StateVerdict
{
    /// <summary>It may be changed.</summary>
    Allowed,

    /// <summary>That state does not follow from the present one.</summary>
    NotNext,

    /// <summary>A reason must be given.</summary>
    ReasonMissing,

    /// <summary>The reason is none of those for this change.</summary>
    ReasonUnknown,

    /// <summary>A protocol of the partner lacks the evidence that going live takes.</summary>
    EvidenceMissing,
}

/// <summary>Which states of an agreement follow from which.</summary>
public static class StateRules
{
    /// <summary>The states that may follow.</summary>
    /// <param name="present">The present one.</param>
    /// <param name="suspendedFrom">What a suspended partner was before.</param>
    public static IReadOnlyList<PartnerStatus> Next(PartnerStatus present, PartnerStatus suspendedFrom) => present switch
    {
        PartnerStatus.Requested => [PartnerStatus.Sandbox, PartnerStatus.Ended],
        PartnerStatus.Sandbox => [PartnerStatus.Live, PartnerStatus.Suspended, PartnerStatus.Ended],
        PartnerStatus.Live => [PartnerStatus.Sandbox, PartnerStatus.Suspended, PartnerStatus.Ended],
        PartnerStatus.Suspended => [suspendedFrom, PartnerStatus.Ended],
        _ => [],
    };

    /// <summary>Whether a partner may change to a state.</summary>
    public static StateVerdict Check(PartnerRecord present, PartnerStatus to, string? reason)
    {
        if (!Next(present.Status, present.Agreement.SuspendedFrom).Contains(to))
            return StateVerdict.NotNext;
        if (reason is null && StateReasons.IsNeeded(present.Status, to))
            return StateVerdict.ReasonMissing;
        if (reason is not null && !StateReasons.For(present.Status, to).Contains(reason))
            return StateVerdict.ReasonUnknown;

        // Whoever comes back from a suspension had it when it went live.
        return to == PartnerStatus.Live && present.Status == PartnerStatus.Sandbox && ProtocolsWithoutEvidence(present).Any()
            ? StateVerdict.EvidenceMissing
            : StateVerdict.Allowed;
    }

    /// <summary>The partner's protocols for which there must be evidence, and is none.</summary>
    public static IEnumerable<string> ProtocolsWithoutEvidence(PartnerRecord partner) =>
        partner.Protocols.Where(protocol => protocol != Accept.Protocols.SignalProtocol.Word && !partner.Agreement.Evidence.Any(evidence => evidence.Protocol == protocol));
}
