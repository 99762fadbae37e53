using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

public sealed class AgreementReportTests
{
    [Fact]
    public void Report_OfARefusedRequest_SaysWhy()
    {
        var partner = StateHistory.Changed(
            StateHistory.Begun(Agreed.Partner(PartnerStatus.Requested), Agreed.Noon, "op-1"),
            new StateChange(Agreed.Noon.AddDays(9), PartnerStatus.Requested, PartnerStatus.Ended, "op-2", "security-not-shown", "No audit | of the *second* client."));

        var report = AgreementReport.Of(partner, null, null, Agreed.Noon.AddDays(10));

        Assert.Equal(("ended", "stopped"), (report.State, report.Clock.State));
        Assert.Equal(["refused", "security-not-shown"], report.WhyNotLive);
        Assert.Equal("security-not-shown", Assert.Single(report.Refusals).Reason);
        var text = ReportMarkdown.Write(report);
        Assert.Contains("| 2026-03-10 12:00:00 | requested | ended | security-not-shown | No audit \\| of the \\*second\\* client. | op-2 |", text, StringComparison.Ordinal);
        Assert.Contains("| why it is not live | refused, security-not-shown |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfALivePartner_HasItsWay()
    {
        var partner = StateHistory.Begun(Agreed.Partner(PartnerStatus.Requested), Agreed.Noon, "op-1");
        partner = StateHistory.Changed(partner, Agreed.Change(PartnerStatus.Requested, PartnerStatus.Sandbox, at: Agreed.Noon.AddDays(5)));
        partner = StateHistory.Changed(partner, Agreed.Change(PartnerStatus.Sandbox, PartnerStatus.Live, at: Agreed.Noon.AddDays(60)));
        partner = StateHistory.Changed(partner, Agreed.Change(PartnerStatus.Live, PartnerStatus.Suspended, "faults", Agreed.Noon.AddDays(70)));
        partner = StateHistory.Changed(partner, Agreed.Change(PartnerStatus.Suspended, PartnerStatus.Live, at: Agreed.Noon.AddDays(71)));
        partner = partner with { Agreement = partner.Agreement with { Conformance = new(new string('a', 64), "passed", Agreed.Noon.AddDays(50), "op-1", 48, 0) } };

        var report = AgreementReport.Of(partner, Agreed.Noon.AddDays(6), Agreed.Noon.AddDays(61), Agreed.Noon.AddDays(80));

        Assert.Equal(("live", "met", 5, 1), (report.State, report.Clock.State, report.Changes.Count, report.Refusals.Count));
        Assert.Empty(report.WhyNotLive);
        var text = ReportMarkdown.Write(report);
        foreach (var line in new[]
        {
            "| requested | 2026-03-01 12:00:00 |", "| to be live by | 2026-06-01 |", "| clock | met |", "| first live | 2026-04-30 12:00:00 |",
            "| first delivery in the sandbox | 2026-03-07 12:00:00 |", "| first live delivery | 2026-05-01 12:00:00 |",
            $"| conformance | passed (48 tests passed, 0 failed), SHA-256 {new string('a', 64)}, attached 2026-04-20 12:00:00 |", "| why it is not live | none |",
        })
        {
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(PartnerStatus.Requested, "not-admitted evidence-missing-mls conformance-not-shown")]
    [InlineData(PartnerStatus.Sandbox, "in-sandbox evidence-missing-mls conformance-not-shown")]
    [InlineData(PartnerStatus.Suspended, "suspended")]
    [InlineData(PartnerStatus.Ended, "refused")]
    [InlineData(PartnerStatus.Live, "")]
    public void WhyNotLive_OfEachState_NamesWhatStandsBetween(PartnerStatus status, string words) =>
        Assert.Equal(words, string.Join(' ', WhyNotLive.Of(Agreed.Partner(status) with { Protocols = ["signal", "mls"] })));

    [Fact]
    public void WhyNotLive_ConformanceFailed_SaysSo()
    {
        var partner = Agreed.Partner(PartnerStatus.Sandbox);
        partner = partner with { Agreement = partner.Agreement with { Conformance = new(new string('a', 64), "failed", Agreed.Noon, "op-1") } };
        Assert.Equal(["in-sandbox", "conformance-failed"], WhyNotLive.Of(partner));
    }
}
