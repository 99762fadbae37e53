using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>The words for why an agreement's state was changed: a closed list for each kind of change, so that they can be counted.</summary>
public static class StateReasons
{
    /// <summary>Why a request was refused. One of them must be given.</summary>
    public static readonly IReadOnlyList<string> OfRefusal =
        ["withdrawn", "identity-not-proven", "not-a-messaging-provider", "protocol-not-equivalent", "security-not-shown", "documents-missing"];

    /// <summary>Why a partner was suspended, or put back into the sandbox.</summary>
    public static readonly IReadOnlyList<string> OfRestraint = ["security-incident", "abuse", "faults", "asked-by-partner", "legal"];

    /// <summary>Why an agreement that was more than a request has ended.</summary>
    public static readonly IReadOnlyList<string> OfEnd = ["asked-by-partner", "breach", "security-incident", "legal"];

    /// <summary>The words for a change; none where a reason makes no sense.</summary>
    public static IReadOnlyList<string> For(PartnerStatus from, PartnerStatus to) => (from, to) switch
    {
        (PartnerStatus.Requested, PartnerStatus.Ended) => OfRefusal,
        (_, PartnerStatus.Ended) => OfEnd,
        (_, PartnerStatus.Suspended) or (PartnerStatus.Live, PartnerStatus.Sandbox) => OfRestraint,
        _ => [],
    };

    /// <summary>Whether a change needs one.</summary>
    public static bool IsNeeded(PartnerStatus from, PartnerStatus to) => from == PartnerStatus.Requested && to == PartnerStatus.Ended;
}
