using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Numbers;

public sealed class UsedNumbersTests
{
    [Fact]
    public void EveryNumber_OfPricesAndModel_DecidesSomething()
    {
        var files = Checkout.Files;
        var (prices, model) = (files.Prices(), files.Model());
        var costs = new CostModel(prices, model, 1);
        foreach (var one in CostTable.Cases(1e8, CostTable.Packings))
            costs.Of(one);
        new Simulator(prices, model, costs, new Limits(model, 64)).Run(new SimulationOptions { Users = 1e7, Partners = 3 });

        Assert.Empty(prices.NeverRead);
        Assert.Empty(model.NeverRead);
    }
}
