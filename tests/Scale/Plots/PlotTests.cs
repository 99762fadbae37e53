using System.Xml.Linq;
using Relay.Local.Scale.Plots;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Plots;

public sealed class PlotTests
{
    [Theory]
    [InlineData("1-million.svg")]
    [InlineData("10-million.svg")]
    [InlineData("everybody.svg")]
    public void CommittedPlot_IsThatOfTheProgram(string name)
    {
        var day = Checkout.Files.Simulator().Run(CommittedDays.All[name]);

        Assert.Equal(Checkout.Text("docs", "scale", name), DayPlot.Draw(day));
        foreach (var line in DayReport.Write(day).Split('\n'))
            Assert.Contains(line, Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_IsWellFormed_InsideItsFrame_AndForDarkToo()
    {
        var svg = Checkout.Text("docs", "scale", "1-million.svg");
        var picture = XDocument.Parse(svg).Root!;

        Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Equal(7, picture.Descendants().Count(element => (string?)element.Attribute("class") == "axis"));
    }

    [Fact]
    public void Csv_HasALineAMinute_WithAsManyFieldsAsItsHead()
    {
        var day = Checkout.Files.Simulator().Run(new SimulationOptions { Users = 1e4, Partners = 2 });
        var lines = DayCsv.Write(day).TrimEnd('\n').Split('\n');

        Assert.Equal(1441, lines.Length);
        Assert.All(lines, line => Assert.Equal(DayCsv.Head.Split(',').Length, line.Split(',').Length));
    }
}
