using Relay.Functions.Queue;
using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Tests.Costs;

public sealed class BusPlannerTests
{
    private readonly BusPlanner _planner = new(Checkout.Files.Model());

    [Theory]
    [InlineData(1, BusTier.Standard, 1, 0)]
    [InlineData(350, BusTier.Standard, 1, 0)]
    [InlineData(351, BusTier.Standard, 2, 0)]
    [InlineData(5_600, BusTier.Standard, 16, 0)]
    [InlineData(1, BusTier.Premium, 1, 1)]
    [InlineData(1_400, BusTier.Premium, 1, 2)]
    [InlineData(1_401, BusTier.Premium, 3, 1)]
    [InlineData(2_800, BusTier.Premium, 1, 4)]
    [InlineData(3_500, BusTier.Premium, 5, 1)]
    [InlineData(11_200, BusTier.Premium, 1, 16)]
    [InlineData(16_800, BusTier.Premium, 3, 8)]
    public void Namespaces_AreTheFewestOfTheFewestUnits(double messages, BusTier tier, int namespaces, int units) =>
        Assert.Equal(new BusPlan(tier, namespaces, units), _planner.Of(tier, number => messages / number));

    [Fact]
    public void Namespaces_ThatAreGiven_Stay() =>
        Assert.Equal(new BusPlan(BusTier.Premium, 2, 2), _planner.Of(BusTier.Premium, number => 2_800.0 / number, 2));

    [Theory]
    [InlineData(BusTier.Standard, 0)]
    [InlineData(BusTier.Premium, 16)]
    public void Peak_ThatNothingCarries_GetsTheMostThereIs(BusTier tier, int units)
    {
        var most = _planner.Most(tier);

        Assert.True(_planner.Use(_planner.Of(tier, number => most / number), number => most / number) <= BusPlanner.Planned);
        var plan = _planner.Of(tier, number => 1.01 * most / number);
        Assert.Equal(new BusPlan(tier, QueueNamespaces.MostNumbers, units), plan);
        Assert.True(_planner.Use(plan, number => 1.01 * most / number) > BusPlanner.Planned);
    }
}
