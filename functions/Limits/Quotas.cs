using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Groups;

namespace Relay.Functions.Limits;

/// <summary>The limits that an agreement can lower for its partner, and what is in force then: the lower of the two.</summary>
public static class Quotas
{
    // As of the limits of the table: what may come at once after a pause.
    private const int BurstSeconds = 4;

    /// <summary>The limits for which there are quotas.</summary>
    public static readonly IReadOnlyList<Limit> Limits = [LimitTable.PartnerEnvelopes, LimitTable.PartnerBytes, LimitTable.ParkedPartnerBytes];

    /// <summary>The agreement's number where it is below the table's; null where the table's is in force.</summary>
    public static long? Of(Limit limit, AgreementQuotas quotas, LimitsOptions options)
    {
        long? quota = null;
        if (limit == LimitTable.PartnerEnvelopes)
            quota = quotas.EnvelopesPerSecond;
        else if (limit == LimitTable.PartnerBytes)
            quota = quotas.BytesPerSecond;
        else if (limit == LimitTable.ParkedPartnerBytes)
            quota = quotas.ParkedBytes;
        return quota < limit.Number(options) ? quota : null;
    }

    /// <summary>The number in force.</summary>
    public static long Number(Limit limit, AgreementQuotas quotas, LimitsOptions options) => Of(limit, quotas, options) ?? limit.Number(options);

    /// <summary>What may come at once under a quota: four seconds' amount, no less than the largest request, no more than the table's.</summary>
    public static long Burst(Limit limit, long quota, LimitsOptions options)
    {
        var largest = limit == LimitTable.PartnerBytes ? AcceptOptions.MaxBodyBytes : Math.Max(AcceptOptions.MaxEnvelopes, GroupTypes.MaxRecipients);
        return Math.Min(limit.Extra!(options), Math.Max(quota * BurstSeconds, largest));
    }
}
