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
        return reason is not null && !StateReasons.For(present.Status, to).Contains(reason) ? StateVerdict.ReasonUnknown : StateVerdict.Allowed;
    }

    /// <summary>
    /// The protocols by which a change would put a partner among those that are live without evidence for it: by going live, by a protocol
    /// that is added, or by evidence that is taken away. What a partner among them was without before the change stays as it is.
    /// </summary>
    /// <param name="present">The partner before the change; null for a new one.</param>
    /// <param name="next">The partner after it.</param>
    public static IReadOnlyList<string> EvidenceLost(PartnerRecord? present, PartnerRecord next)
    {
        // By the world and not the state: one that is suspended comes back without being asked again.
        if (next.World != PartnerWorld.Live)
            return [];
        var missing = ProtocolsWithoutEvidence(next);
        return [.. present is { World: PartnerWorld.Live } ? missing.Except(ProtocolsWithoutEvidence(present)) : missing];
    }

    /// <summary>The partner's protocols for which there must be evidence, and is none.</summary>
    public static IEnumerable<string> ProtocolsWithoutEvidence(PartnerRecord partner) =>
        partner.Protocols.Where(protocol => protocol != Accept.Protocols.SignalProtocol.Word && !partner.Agreement.Evidence.Any(evidence => evidence.Protocol == protocol));
}
