using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What stands between a partner and being live, in short words.</summary>
public static class WhyNotLive
{
    /// <summary>The words; none for a partner that is live.</summary>
    public static IReadOnlyList<string> Of(PartnerRecord partner)
    {
        if (partner.Status == PartnerStatus.Live)
            return [];

        // What an operator has said last comes first: it is the only word that stands for a decision.
        var words = new List<string>();
        var isRefused = partner.Status == PartnerStatus.Ended && partner.Agreement.LiveAt is null;
        words.Add(partner.Status switch
        {
            PartnerStatus.Requested => "not-admitted",
            PartnerStatus.Sandbox => "in-sandbox",
            PartnerStatus.Suspended => "suspended",
            _ => isRefused ? "refused" : "ended",
        });
        if (partner.Agreement.Changes is [.., { Reason: { } reason }])
            words.Add(reason);
        if (partner.Status is PartnerStatus.Requested or PartnerStatus.Sandbox)
        {
            words.AddRange(StateRules.ProtocolsWithoutEvidence(partner).Select(protocol => "evidence-missing-" + protocol));
            if (partner.Agreement.Conformance is not { } report)
                words.Add("conformance-not-shown");
            else if (report.Verdict != ConformanceCheck.Passed)
                words.Add("conformance-failed");
        }

        return words;
    }
}
