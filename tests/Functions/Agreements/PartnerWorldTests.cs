using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

public sealed class PartnerWorldTests
{
    // Requested and ended partners meet nobody, not even their like; a suspended one stays in the world that it was in.
    private static readonly Dictionary<(PartnerStatus Status, PartnerStatus Before), string> Worlds = new()
    {
        [(PartnerStatus.Requested, PartnerStatus.Live)] = "none",
        [(PartnerStatus.Ended, PartnerStatus.Live)] = "none",
        [(PartnerStatus.Sandbox, PartnerStatus.Live)] = "sandbox",
        [(PartnerStatus.Suspended, PartnerStatus.Sandbox)] = "sandbox",
        [(PartnerStatus.Live, PartnerStatus.Live)] = "live",
        [(PartnerStatus.Live, PartnerStatus.Sandbox)] = "live",
        [(PartnerStatus.Suspended, PartnerStatus.Live)] = "live",
    };

    [Fact]
    public void Meet_OfAnyTwo_IsOfOneWorldOrNot()
    {
        foreach (var (one, world) in Worlds)
        {
            foreach (var (other, otherWorld) in Worlds)
            {
                var expected = world == otherWorld && world != "none";
                Assert.Equal(expected, PartnerWorlds.Meet(Agreed.Partner(one.Status, one.Before), Agreed.Partner(other.Status, other.Before)));
                var areApart = world != otherWorld && world != "none" && otherWorld != "none";
                Assert.Equal(areApart, PartnerWorlds.AreApart(Agreed.Partner(one.Status, one.Before), Agreed.Partner(other.Status, other.Before)));
            }

            Assert.False(PartnerWorlds.Meet(Agreed.Partner(one.Status, one.Before), null));
            Assert.False(PartnerWorlds.Meet(null, Agreed.Partner(one.Status, one.Before)));
            Assert.False(PartnerWorlds.AreApart(Agreed.Partner(one.Status, one.Before), null));
            Assert.False(PartnerWorlds.AreApart(null, Agreed.Partner(one.Status, one.Before)));
        }

        Assert.False(PartnerWorlds.Meet(null, null));
    }
}
