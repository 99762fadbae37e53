using Relay.Functions.Partners;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The partner of the scenarios.</summary>
internal static class SamplePartner
{
    public static PartnerRecord First(DeliveryMode mode, int lanes) =>
        new(Scenario.PartnerName, PartnerStatus.Live, new Uri("https://partner.test/deliveries"), [], [], lanes) { Mode = mode };

    /// <summary>Another number of lanes: a new epoch.</summary>
    public static PartnerRecord WithLanes(PartnerRecord partner, int lanes, DateTimeOffset since) =>
        partner with { Lanes = lanes, PreviousLanes = partner.Lanes, Epoch = partner.Epoch + 1, EpochSince = since };
}
