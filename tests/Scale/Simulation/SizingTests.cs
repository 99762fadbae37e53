using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Plots;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class SizingTests
{
    private readonly Sizing _sizing = Checkout.Files.Sizing();

    [Theory]
    [InlineData(1e4, 1, BusTier.Standard)]
    [InlineData(1e6, 1, BusTier.Standard)]
    [InlineData(1e7, 1, BusTier.Premium)]
    public void Relay_GrowsFromStandardToPremium(double users, int stamps, BusTier tier)
    {
        var size = _sizing.Of(new SimulationOptions { Users = users });

        Assert.Equal((stamps, tier), (size.Stamps, size.Tier));
        Assert.True(Sizing.Suffices(size));
        Assert.All(size.Lanes, lanes => Assert.InRange(lanes, 4, Limits.MostLanes));
    }

    [Fact]
    public void Relays_AreAsFewAsSuffice()
    {
        var size = _sizing.Of(new SimulationOptions { Users = 1e8 });
        var fewer = _sizing.Of(new SimulationOptions { Users = 1e8, Stamps = size.Stamps - 1 });

        Assert.True(size.Stamps > 1);
        Assert.False(Sizing.Suffices(fewer));
    }

    [Fact]
    public void Documentation_ShowsTheTableOfTheCommand() =>
        Assert.Contains(SizeTable.Markdown(_sizing), Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);

    [Fact]
    public void MostLanes_IsWhatPartnersMayHave() =>
        Assert.Contains($"MostLanes = {Limits.MostLanes};", Checkout.Text("functions", "Partners", "PartnerSettingsCheck.cs"), StringComparison.Ordinal);
}
