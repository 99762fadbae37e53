using Relay.Cli.Operators;

namespace Relay.Cli.Tests.Operators;

public sealed class TextTableTests
{
    [Fact]
    public void Write_Rows_AlignsTextLeftAndNumbersRight()
    {
        var table = new TextTable("NAME", ">SIZE", "WHY");
        table.Add("a", "1,000", "x");
        table.Add("longer", "7", null);

        Assert.Equal(["  NAME     SIZE  WHY", "  a       1,000  x", "  longer      7"], Lines(table));
    }

    [Fact]
    public void Write_NoRows_SaysSo() => Assert.Equal(["  Nothing."], Lines(new TextTable("NAME")));

    private static string[] Lines(TextTable table)
    {
        var output = new StringWriter();
        table.WriteTo(output, "Nothing.");
        return output.ToString().TrimEnd().Split(Environment.NewLine);
    }
}
