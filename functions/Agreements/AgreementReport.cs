using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What an agreement has come through, as evidence for an authority: everything in it is of the relay's own records, and none of it names a user.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the report was made.</param>
/// <param name="State">The state then.</param>
/// <param name="Clock">The time to live operation.</param>
/// <param name="WhyNotLive">What stands between it and being live; empty when it is live.</param>
/// <param name="Conformance">The attached conformance report; left out where there is none.</param>
/// <param name="FirstSandboxDelivery">When its first envelope, sent or received, was delivered in the sandbox.</param>
/// <param name="FirstLiveDelivery">When its first envelope was delivered live.</param>
/// <param name="Refusals">The changes that held it back: requests that were refused, suspensions, returns to the sandbox, the end.</param>
/// <param name="Changes">All changes of its state, oldest first.</param>
/// <param name="ChangesLeftOut">Changes after the first that are kept no longer.</param>
/// <param name="Evidence">Evidence for protocols other than signal.</param>
public sealed record AgreementReport(
    string Partner, DateTimeOffset At, string State, ClockView Clock, IReadOnlyList<string> WhyNotLive, ConformanceReport? Conformance,
    DateTimeOffset? FirstSandboxDelivery, DateTimeOffset? FirstLiveDelivery, IReadOnlyList<StateChangeView> Refusals, IReadOnlyList<StateChangeView> Changes, int ChangesLeftOut,
    IReadOnlyList<ProtocolEvidence> Evidence)
{
    internal static AgreementReport Of(PartnerRecord partner, DateTimeOffset? firstSandbox, DateTimeOffset? firstLive, DateTimeOffset now) => new(
        partner.Name,
        now,
        StateWords.Of(partner.Status),
        ClockView.Of(partner.Status, partner.Agreement, now),
        Agreements.WhyNotLive.Of(partner),
        partner.Agreement.Conformance,
        firstSandbox,
        firstLive,
        [.. partner.Agreement.Changes.Where(HoldsBack).Select(StateChangeView.Of)],
        [.. partner.Agreement.Changes.Select(StateChangeView.Of)],
        partner.Agreement.ChangesLeftOut,
        partner.Agreement.Evidence);

    private static bool HoldsBack(StateChange change) =>
        change.To is PartnerStatus.Suspended or PartnerStatus.Ended || change is { From: PartnerStatus.Live, To: PartnerStatus.Sandbox };
}
