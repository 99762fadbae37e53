using System.Globalization;
using System.Text;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Plots;

/// <summary>A simulated day as an SVG picture: one panel a quantity over the hours of UTC. Readable on dark and on light.</summary>
public static class DayPlot
{
    private const int Width = 900;
    private const int PanelHeight = 120;
    private const int Left = 90;
    private const int Right = 20;
    private const int Top = 44;
    private const int Gap = 44;
    private const int MinutesPerPoint = 5;

    private sealed record Panel(string Title, IReadOnlyList<double> Values, IReadOnlyList<double>? Second = null, bool IsBars = false);

    /// <summary>Draws the day.</summary>
    public static string Draw(SimulatedDay day)
    {
        List<Panel> panels =
        [
            new("envelopes a second: sent by partners (line), refused with 429 (filled)", Means(day, minute => minute.Offered), Means(day, minute => minute.Refused)),
            new("Service Bus messages a second in the busiest namespace: sent and received (line), throttled (filled)", Means(day, minute => minute.Credits), Means(day, minute => minute.Throttled)),
            new("age of the oldest queued message, s", Means(day, minute => minute.AgeSeconds)),
            new("instances", Means(day, minute => minute.Instances)),
            new("parked, MB", Means(day, minute => minute.ParkedBytes / 1e6)),
            new("drained envelopes a second", Means(day, minute => minute.Drained)),
            new("cost by hour, USD", day.HourCosts, IsBars: true),
        ];
        if (day.Options.NamespaceOutageHours > 0)
        {
            panels.InsertRange(1,
            [
                new("envelopes a second answered unavailable, those sent again among them", Means(day, minute => minute.Unavailable)),
                new("thousand envelopes that senders keep", Means(day, minute => minute.AtSenders / 1e3)),
            ]);
        }

        var height = Top + (panels.Count * (PanelHeight + Gap));
        var svg = new StringBuilder();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12" role="img">""");
        svg.Append("""
            <style>
            .back{fill:#ffffff}.text{fill:#24292f}.axis{stroke:#8c959f;fill:none}.line{stroke:#0969da;fill:none;stroke-width:1.5}.bar{fill:#0969da}.second{fill:#cf222e;fill-opacity:.55}
            @media (prefers-color-scheme: dark){.back{fill:#0d1117}.text{fill:#e6edf3}.axis{stroke:#6e7681}.line{stroke:#58a6ff}.bar{fill:#58a6ff}.second{fill:#ff7b72}}
            </style>

            """);
        Add(svg, $"""<rect class="back" width="{Width}" height="{height}"/>""");
        Add(svg, $"""<text class="text" x="{Left}" y="22" font-size="15">{Title(day)}</text>""");
        for (var i = 0; i < panels.Count; i++)
            Draw(svg, panels[i], Top + 14 + (i * (PanelHeight + Gap)));
        return svg.Append("</svg>\n").ToString();
    }

    private static string Title(SimulatedDay day) => string.Create(
        CultureInfo.InvariantCulture,
        $"{day.Options.Users:N0} users, {day.Options.Partners} partners, {day.Size.Stamps} relays on {day.Size.Bus}; {Away(day.Options)}");

    private static string Away(SimulationOptions options) => string.Join(", ", new[]
    {
        options.OutageHours > 0 ? string.Create(CultureInfo.InvariantCulture, $"the second partner away for {options.OutageHours:0.#} h") : null,
        options.NamespaceOutageHours > 0 ? string.Create(CultureInfo.InvariantCulture, $"a namespace away for {options.NamespaceOutageHours:0.#} h") : null,
    }.OfType<string>().DefaultIfEmpty("nobody away"));

    private static double[] Means(SimulatedDay day, Func<Minute, double> value) =>
        [.. day.Minutes.Chunk(MinutesPerPoint).Select(chunk => chunk.Average(value))];

    private static void Draw(StringBuilder svg, Panel panel, int top)
    {
        var bottom = top + PanelHeight;
        var most = Ceiling(panel.Values.Concat(panel.Second ?? []).Max());
        Add(svg, $"""<text class="text" x="{Left}" y="{top - 6}">{panel.Title}</text>""");
        Add(svg, $"""<path class="axis" d="M{Left} {top}V{bottom}H{Width - Right}"/>""");
        foreach (var share in new[] { 0, 0.5, 1 })
            Add(svg, $"""<text class="text" x="{Left - 8}" y="{Number(bottom - (share * PanelHeight) + 4)}" text-anchor="end">{Label(share * most)}</text>""");
        for (var hour = 0; hour <= 24; hour += 3)
            Add(svg, $"""<text class="text" x="{Number(X(hour / 24.0))}" y="{bottom + 15}" text-anchor="middle">{hour:00}</text>""");

        if (panel.Second is { } second && second.Any(value => value > most / 1000))
            Add(svg, $"""<path class="second" d="M{Left} {bottom}{Points(second, most, bottom)}V{bottom}Z"/>""");
        if (panel.IsBars)
        {
            for (var i = 0; i < panel.Values.Count; i++)
            {
                var from = X((i + 0.1) / panel.Values.Count);
                Add(svg, $"""<rect class="bar" x="{Number(from)}" y="{Number(Y(panel.Values[i], most, bottom))}" width="{Number(X((i + 0.9) / panel.Values.Count) - from)}" height="{Number(bottom - Y(panel.Values[i], most, bottom))}"/>""");
            }
        }
        else
        {
            Add(svg, $"""<path class="line" d="M{Points(panel.Values, most, bottom)[1..]}"/>""");
        }
    }

    private static string Points(IReadOnlyList<double> values, double most, int bottom) =>
        string.Concat(values.Select((value, i) => $"L{Number(X((i + 0.5) / values.Count))} {Number(Y(value, most, bottom))}"));

    private static double X(double share) => Left + (share * (Width - Left - Right));

    private static double Y(double value, double most, int bottom) => bottom - (value / most * PanelHeight);

    // The next of 1, 2, 5, 10, … so that the labels are round.
    private static double Ceiling(double value)
    {
        if (value <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 5, 10 }.Select(step => step * power).First(step => step >= value * 0.999);
    }

    private static string Label(double value) => value.ToString(value >= 1000 ? "N0" : "0.####", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
