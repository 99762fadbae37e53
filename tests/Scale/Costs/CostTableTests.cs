using System.Text.Json;
using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Tests.Costs;

public sealed class CostTableTests
{
    private readonly CostModel _model = Checkout.Files.Costs();

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e8)]
    [InlineData(1e10)]
    public void Documentation_ShowsTheTableOfTheCommand(double envelopes) =>
        Assert.Contains(CostTable.Markdown(_model, CostTable.Cases(envelopes, CostTable.Packings)), Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);

    [Fact]
    public void Json_HasEveryCase_WithATotalThatIsTheSumOfItsParts()
    {
        using var table = JsonDocument.Parse(CostTable.ToJson(_model, CostTable.Cases(1e8, CostTable.Packings)));

        Assert.Equal(12, table.RootElement.GetArrayLength());
        Assert.All(table.RootElement.EnumerateArray(), one =>
        {
            var cost = one.GetProperty("cost");
            var parts = new[] { "memory", "executions", "bus", "tables", "blobs", "egress" }.Sum(part => cost.GetProperty(part).GetDouble());
            Assert.Equal(parts, cost.GetProperty("total").GetDouble(), 6);
        });
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0016, "0.002")]
    [InlineData(0.0161, "0.016")]
    [InlineData(0.1614, "0.161")]
    [InlineData(12.349, "12.35")]
    [InlineData(1234.6, "1,235")]
    public void Amount_HasTheDigitsThatSaySomething(double value, string text) => Assert.Equal(text, CostTable.Amount(value));
}
