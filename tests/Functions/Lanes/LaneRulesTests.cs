using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Agreements;

namespace Relay.Functions.Tests.Lanes;

public sealed class LaneRulesTests
{
    private static readonly Lane Lane = new(EnvelopeClass.Normal, 1, "haiket", 0);

    [Theory]
    [InlineData(PartnerStatus.Live, DeliveryMode.Pull, false, ParkCause.Pull)]
    [InlineData(PartnerStatus.Live, DeliveryMode.Push, true, ParkCause.Away)]
    [InlineData(PartnerStatus.Sandbox, DeliveryMode.Push, true, ParkCause.Away)]
    [InlineData(PartnerStatus.Suspended, DeliveryMode.Push, true, ParkCause.Away)]
    [InlineData(PartnerStatus.Live, DeliveryMode.Push, false, null)]
    [InlineData(PartnerStatus.Ended, DeliveryMode.Pull, false, null)]
    [InlineData(PartnerStatus.Ended, DeliveryMode.Push, true, null)]
    public void CauseToPark_OfAnEndedPartner_IsNeitherItsModeNorItsBreaker(PartnerStatus status, DeliveryMode mode, bool isOpen, ParkCause? expected)
    {
        var state = PartnerLanes.AllOpen with { Breaker = isOpen ? new BreakerRecord("haiket") : null };
        Assert.Equal(expected, LaneRules.CauseToPark(state, null, Lane, Agreed.Partner(status) with { Mode = mode }));
    }

    [Fact]
    public void CauseToPark_BehindWhatIsParked_StaysInOrderAlsoForAnEndedPartner() =>
        Assert.Equal(ParkCause.Behind, LaneRules.CauseToPark(PartnerLanes.AllOpen, new LaneRecord(Lane) { Mode = LaneMode.Parked }, Lane, Agreed.Partner(PartnerStatus.Ended)));
}
