using Relay.Cli.Bus;

namespace Relay.Cli.Tests.Bus;

public sealed class BusScreenTests
{
    private const string Clear = "\r\e[K";

    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Status_Twice_WritesTheLineOver()
    {
        var screen = new BusScreen(_output, () => null);
        screen.Status("one");
        screen.Status("two");

        Assert.Equal($"  one{Clear}  two", _output.ToString());
    }

    [Fact]
    public void Print_BelowAStatus_KeepsTheStatusAtTheBottom()
    {
        var screen = new BusScreen(_output, () => null);
        screen.Print("first");
        screen.Status("status");
        screen.Print("warning");

        Assert.Equal($"first\n  status{Clear}warning\n  status", _output.ToString());
    }

    [Fact]
    public void EndStatus_AfterAStatus_LeavesItAsALine()
    {
        var screen = new BusScreen(_output, () => null);
        screen.Status("status");
        screen.EndStatus();
        screen.Print("stopping");

        Assert.Equal("  status\nstopping\n", _output.ToString());
    }

    [Fact]
    public void EndStatus_WithoutAStatus_WritesNothing()
    {
        new BusScreen(_output, () => null).EndStatus();

        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(5, "  st")]
    [InlineData(8, "  statu")]
    [InlineData(9, "  status")]
    public void Status_WiderThanTheTerminal_IsCutSoThatItDoesNotWrap(int columns, string shown)
    {
        new BusScreen(_output, () => columns).Status("status");

        Assert.Equal(shown, _output.ToString());
    }
}
