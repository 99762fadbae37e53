using Relay.Functions.Queue;
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

        Assert.Equal((stamps, tier), (size.Stamps, size.Bus.Tier));
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
    public void Namespaces_LiftTheBoundOfStandard_ToThatOfTheAccount()
    {
        var one = _sizing.Of(new SimulationOptions { Users = 1e8, Tier = BusTier.Standard, Namespaces = 1 });
        var several = _sizing.Of(new SimulationOptions { Users = 1e8, Tier = BusTier.Standard });

        Assert.True(one.Stamps > 8 * several.Stamps, $"{one.Stamps} {several.Stamps}");
        Assert.InRange(several.Bus.Namespaces, 2, QueueNamespaces.MostNumbers);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e7)]
    [InlineData(1e8)]
    [InlineData(1e9)]
    [InlineData(2.6e9)]
    public void Namespaces_SaveNoRelay_WhereThereIsPremium_ButUnits(double users)
    {
        var one = _sizing.Of(new SimulationOptions { Users = users, Namespaces = 1 });
        var several = _sizing.Of(new SimulationOptions { Users = users });

        Assert.Equal(one.Stamps, several.Stamps);
        Assert.True(several.Bus.Namespaces * several.Bus.Units <= one.Bus.Units, $"{several.Bus} {one.Bus}");
    }

    [Fact]
    public void BusiestNamespace_IsLess_TheMoreThereAre()
    {
        var uses = Enumerable.Range(1, QueueNamespaces.MostNumbers)
            .Select(namespaces => _sizing.Of(new SimulationOptions { Users = 1e7, Stamps = 1, Tier = BusTier.Standard, Namespaces = namespaces }))
            .Select(size => size.Use[Sizing.NameOf(BusTier.Standard)]).ToList();

        Assert.All(uses.Zip(uses.Skip(1)), pair => Assert.True(pair.Second <= pair.First, $"{pair}"));
        Assert.Equal(uses[0] / 16, uses[^1], uses[0] * 1e-9);
    }

    [Fact]
    public void BusThatIsTooSmall_IsNotEnough_HoweverFewTheUsers()
    {
        var size = _sizing.Of(new SimulationOptions { Users = 1e7, Stamps = 1, Tier = BusTier.Standard, Namespaces = 4 });

        Assert.False(Sizing.Suffices(size));
        Assert.Equal(Sizing.NameOf(BusTier.Standard), size.First);
    }

    [Fact]
    public void Documentation_ShowsTheTablesOfTheCommand()
    {
        Assert.Contains(SizeTable.Markdown(_sizing), Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);
        Assert.Contains(SizeTable.Namespaces(_sizing), Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void MostLanes_IsWhatPartnersMayHave() =>
        Assert.Contains($"MostLanes = {Limits.MostLanes};", Checkout.Text("functions", "Partners", "PartnerSettingsCheck.cs"), StringComparison.Ordinal);
}
