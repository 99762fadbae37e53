namespace Relay.Cli.Operators;

/// <summary>Rows under headings, in columns as wide as what stands in them; a name that begins with &gt; stands to the right, as numbers do.</summary>
internal sealed class TextTable(params string[] columns)
{
    private const string Gap = "  ";
    private const char RightMark = '>';

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; null is nothing.</summary>
    public void Add(params string?[] cells) => _rows.Add([.. cells.Select(cell => cell ?? "")]);

    /// <summary>Writes it, or one line when it has no row.</summary>
    public void WriteTo(TextWriter output, string whenEmpty)
    {
        if (_rows.Count == 0)
        {
            output.WriteLine(Gap + whenEmpty);
            return;
        }

        string[] names = [.. columns.Select(name => name.TrimStart(RightMark))];
        int[] widths = [.. names.Select((name, i) => Math.Max(name.Length, _rows.Max(row => row[i].Length)))];
        foreach (var row in _rows.Prepend(names))
            output.WriteLine((Gap + string.Join(Gap, row.Select((cell, i) => columns[i][0] == RightMark ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))).TrimEnd());
    }
}
