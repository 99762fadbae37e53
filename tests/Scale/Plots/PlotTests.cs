using System.Xml.Linq;
using Relay.Local.Scale.Plots;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Plots;

public sealed class PlotTests
{
    [Theory]
    [InlineData("1-million.svg")]
    [InlineData("10-million.svg")]
    [InlineData("namespace-away.svg")]
    [InlineData("everybody.svg")]
    public void CommittedPlot_IsThatOfTheProgram(string name)
    {
        var day = Checkout.Files.Simulator().Run(CommittedDays.All[name]);

        Assert.Equal(Checkout.Text("docs", "scale", name), DayPlot.Draw(day));
        foreach (var line in DayReport.Write(day).Split('\n'))
            Assert.Contains(line, Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1-million.svg", 7)]
    [InlineData("namespace-away.svg", 9)]
    public void Plot_IsWellFormed_InsideItsFrame_AndForDarkToo(string name, int panels)
    {
        var svg = Checkout.Text("docs", "scale", name);
        var picture = XDocument.Parse(svg).Root!;

        Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Equal(panels, picture.Descendants().Count(element => (string?)element.Attribute("class") == "axis"));
    }

    [Fact]
    public void EveryCommittedPlot_IsShown() => Assert.Equal(
        CommittedDays.All.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Checkout.Files.Folder, "*.svg").Select(path => Path.GetFileName(path)!)
            .Where(name => Checkout.Text("docs", "scale.md").Contains($"](scale/{name})", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Csv_HasALineAMinute_WithAsManyFieldsAsItsHead()
    {
        var day = Checkout.Files.Simulator().Run(new SimulationOptions { Users = 1e4, Partners = 2 });
        var lines = DayCsv.Write(day).TrimEnd('\n').Split('\n');

        Assert.Equal(1441, lines.Length);
        Assert.All(lines, line => Assert.Equal(DayCsv.Head.Split(',').Length, line.Split(',').Length));
    }
}
