using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relay.Benchmarks.Measure;

/// <summary>Gathers the figures of a run; gives them as aligned tables and as JSON.</summary>
internal sealed class Report
{
    private static readonly string[] Head = ["figure", "value", "unit", "to its floor", "aim", "verdict"];

    private readonly List<Figure> figures = [];

    public void Add(Figure figure) => figures.Add(figure);

    /// <summary>The figures of one part.</summary>
    public string Table(string part)
    {
        string[][] rows = [Head, .. figures.Where(figure => figure.Part == part).Select(Row)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder().AppendLine(part);
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
                text.Append("  ").Append(column == 1 ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
            // The last column is padded too; nothing is to follow the text.
            while (text[^1] == ' ')
                text.Length--;
            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>All figures.</summary>
    public string Json() => JsonSerializer.Serialize(figures, FigureJson.Default.IReadOnlyListFigure);

    private static string[] Row(Figure figure) =>
    [
        figure.Name,
        Number(figure.Value),
        figure.Unit,
        figure.Ratio is { } ratio ? $"{Number(ratio)} x {figure.FloorName} ({Number(figure.Floor!.Value)})" : "",
        figure.Aim is { } aim ? $"{(figure.MoreIsBetter ? ">=" : "<=")} {Number(aim)}{(figure.AimIsRatio ? " x" : "")}" : "",
        figure.Reached switch { true => "reached", false => "not reached", null => "" },
    ];

    private static string Number(double value) => value switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.ToString("F2", CultureInfo.InvariantCulture),
    };
}
