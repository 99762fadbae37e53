using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

/// <summary>No change puts a partner among those that are live with a protocol that has no evidence; what is so already stays.</summary>
public sealed class EvidenceTests
{
    private static readonly string[] Signal = ["signal"];
    private static readonly string[] Both = ["signal", "mls"];
    private static readonly ProtocolEvidence Shown = new("mls", new Uri("https://partner.example/mls"), new DateOnly(2026, 2, 1));

    // The world is of the second state where the first is suspended.
    public static TheoryData<PartnerStatus, PartnerStatus, bool> States => new()
    {
        { PartnerStatus.Requested, PartnerStatus.Live, false },
        { PartnerStatus.Sandbox, PartnerStatus.Live, false },
        { PartnerStatus.Live, PartnerStatus.Live, true },
        { PartnerStatus.Suspended, PartnerStatus.Live, true },
        { PartnerStatus.Suspended, PartnerStatus.Sandbox, false },
        { PartnerStatus.Ended, PartnerStatus.Live, false },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void EvidenceLost_OfANewPartner_IsWhatItLacksAmongTheLive(PartnerStatus status, PartnerStatus from, bool isLive)
    {
        Assert.Equal(isLive ? ["mls"] : [], StateRules.EvidenceLost(null, With(status, from, Both)));
        Assert.Empty(StateRules.EvidenceLost(null, With(status, from, Both, Shown)));
        Assert.Empty(StateRules.EvidenceLost(null, With(status, from, Signal)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void EvidenceLost_OfAProtocolThatIsAdded_IsThatProtocolAmongTheLive(PartnerStatus status, PartnerStatus from, bool isLive)
    {
        Assert.Equal(isLive ? ["mls"] : [], StateRules.EvidenceLost(With(status, from, Signal), With(status, from, Both)));
        Assert.Empty(StateRules.EvidenceLost(With(status, from, Signal, Shown), With(status, from, Both, Shown)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void EvidenceLost_OfEvidenceThatIsTakenAway_IsItsProtocolAmongTheLive(PartnerStatus status, PartnerStatus from, bool isLive) =>
        Assert.Equal(isLive ? ["mls"] : [], StateRules.EvidenceLost(With(status, from, Both, Shown), With(status, from, Both)));

    [Theory]
    [InlineData(PartnerStatus.Sandbox, PartnerStatus.Live, true)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Sandbox, false)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Suspended, false)]
    [InlineData(PartnerStatus.Suspended, PartnerStatus.Live, false)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Live, false)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Ended, false)]
    public void EvidenceLost_OfAChangeOfState_IsAskedOfThoseWhoBecomeLive(PartnerStatus from, PartnerStatus to, bool isAsked)
    {
        Assert.Equal(isAsked ? ["mls"] : [], StateRules.EvidenceLost(With(from, PartnerStatus.Live, Both), With(to, PartnerStatus.Live, Both)));
        Assert.Empty(StateRules.EvidenceLost(With(from, PartnerStatus.Live, Both, Shown), With(to, PartnerStatus.Live, Both, Shown)));
    }

    private static PartnerRecord With(PartnerStatus status, PartnerStatus suspendedFrom, string[] protocols, params ProtocolEvidence[] evidence)
    {
        var partner = Agreed.Partner(status, suspendedFrom) with { Protocols = protocols };
        return partner with { Agreement = partner.Agreement with { Evidence = evidence } };
    }
}
