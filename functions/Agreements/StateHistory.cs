using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>Writes changes of state into a partner's record. The first change and the latest are kept; what lies between is bounded.</summary>
public static class StateHistory
{
    /// <summary>Changes that a record has at most.</summary>
    public const int Most = 32;

    /// <summary>A new partner in its first state: that is the moment of its request, as long as the operator says no other.</summary>
    public static PartnerRecord Begun(PartnerRecord partner, DateTimeOffset at, string by) => partner with
    {
        Agreement = partner.Agreement with
        {
            RequestedAt = partner.Agreement.RequestedAt ?? at,
            LiveAt = partner.Status == PartnerStatus.Live ? at : null,
            Changes = [new StateChange(at, null, partner.Status, by)],
        },
    };

    /// <summary>The partner in another state.</summary>
    public static PartnerRecord Changed(PartnerRecord partner, StateChange change)
    {
        var agreement = partner.Agreement;
        var all = agreement.Changes.Append(change).ToList();
        var tooMany = all.Count - Most;
        if (tooMany > 0)
            all.RemoveRange(1, tooMany);
        return partner with
        {
            Status = change.To,
            Agreement = agreement with
            {
                LiveAt = agreement.LiveAt ?? (change.To == PartnerStatus.Live ? change.At : null),
                SuspendedFrom = change.To == PartnerStatus.Suspended ? partner.Status : agreement.SuspendedFrom,
                Changes = all,
                ChangesLeftOut = agreement.ChangesLeftOut + Math.Max(0, tooMany),
            },
        };
    }
}
