using System.Globalization;
using System.Text;
using Relay.Local.Conformance.Points;

namespace Relay.Local.Conformance.Reports;

/// <summary>A report for people.</summary>
public static class ReportMarkdown
{
    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="digest">Of the report's file.</param>
    public static string Write(ConformanceReport report, string digest)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Conformance of {report.Endpoint}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{report.Verdict}**: {report.Passed} passed, {report.Failed} failed, {report.Skipped} skipped.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- {report.Tool.Name} {report.Tool.Version}, {report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\n");
        if (report.Events is { } events)
            text.Append(CultureInfo.InvariantCulture, $"- events: {events}\n");
        text.Append(CultureInfo.InvariantCulture, $"- digest of the report: `{digest}`\n\n");
        text.Append("| point | | result | observed | expected | ms |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var point in report.Points)
        {
            var result = point.Result == PointResult.Failed ? "**failed**" : point.Result.ToString().ToLowerInvariant();
            text.Append(CultureInfo.InvariantCulture, $"| [{point.Id}]({point.Requirement}) | {Cell(point.Title)} | {result} | {Cell(point.Observed)} | {Cell(point.Expected)} | {point.DurationMilliseconds} |\n");
        }

        return text.Replace("**Passed**", "**passed**").Replace("**Failed**", "**failed**").ToString();
    }

    // What a partner answers is in it as a word or a number only; a bar would end the cell all the same.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
