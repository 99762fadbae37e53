using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Tests.Costs;

public sealed class TierTableTests
{
    private readonly TierTable _table = Checkout.Files.Tiers();

    [Fact]
    public void Documentation_ShowsTheTableOfTheCommand() => Assert.Contains(_table.Markdown(), Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);

    [Theory]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(2_000)]
    public void Lines_CrossWhereTheRangesEnd(double unitMessages)
    {
        var ranges = _table.StandardIsCheaper(unitMessages);

        Assert.Equal(1, ranges[0].From);
        Assert.All(
            Enumerable.Range(1, 800).Select(step => 7 * step).Concat(ranges.SelectMany(range => new[] { range.From, range.To, Math.Min(range.To + 1, 5_600) })),
            rate => Assert.Equal(IsStandardCheaper(rate), ranges.Any(range => rate >= range.From && rate <= range.To)));

        bool IsStandardCheaper(int rate) =>
            _table.Month(BusTier.Standard, rate, unitMessages).Price < _table.Month(BusTier.Premium, rate, unitMessages).Price;
    }

    [Fact]
    public void Price_RisesWithTheRate()
    {
        foreach (var tier in Enum.GetValues<BusTier>())
        {
            var prices = Enumerable.Range(1, 56).Select(step => _table.Month(tier, 100 * step, 1_000).Price).ToList();
            Assert.All(prices.Zip(prices.Skip(1)), pair => Assert.True(pair.Second >= pair.First, $"{tier} {pair}"));
        }
    }

    [Fact]
    public void UnitThatCarriesMore_NeverMakesStandardCheaperMoreOften() =>
        Assert.True(Rates(500) >= Rates(1_000) && Rates(1_000) >= Rates(2_000) && Rates(500) > Rates(2_000));

    private int Rates(double unitMessages) => _table.StandardIsCheaper(unitMessages).Sum(range => range.To - range.From + 1);
}
