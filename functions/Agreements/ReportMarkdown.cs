using System.Globalization;
using System.Text;

namespace Relay.Functions.Agreements;

/// <summary>An agreement's report for people to read: Markdown.</summary>
internal static class ReportMarkdown
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/markdown";

    // What would be markup in what an operator has written.
    private const string Marks = "\\`*_{}[]<>()#|!~";

    /// <summary>Writes it.</summary>
    public static string Write(AgreementReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Agreement with {report.Partner}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"As of {Time(report.At)}. All times are UTC.\n\n| | |\n| --- | --- |\n");
        Row(text, "state", report.State);
        Row(text, "requested", Time(report.Clock.RequestedAt));
        Row(text, "to be live by", report.Clock.LiveBy?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Row(text, "clock", report.Clock.State + (report.Clock.DaysLeft is { } days ? $", {Days(days)}" : ""));
        Row(text, "first live", Time(report.Clock.LiveAt));
        Row(text, "first delivery in the sandbox", Time(report.FirstSandboxDelivery));
        Row(text, "first live delivery", Time(report.FirstLiveDelivery));
        Row(text, "conformance", Conformance(report.Conformance));
        Row(text, "why it is not live", report.WhyNotLive.Count == 0 ? null : string.Join(", ", report.WhyNotLive));
        foreach (var evidence in report.Evidence)
            Row(text, $"evidence for {evidence.Protocol}", $"{evidence.Url.AbsoluteUri} of {evidence.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");

        Changes(text, "Changes of state", report.Changes);
        if (report.ChangesLeftOut > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{report.ChangesLeftOut} changes after the first are kept no longer.\n");
        Changes(text, "Refusals and restraints", report.Refusals);
        return text.ToString();
    }

    private static void Changes(StringBuilder text, string title, IReadOnlyList<StateChangeView> changes)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        if (changes.Count == 0)
        {
            text.Append("None.\n");
            return;
        }

        text.Append("| at | from | to | reason | note | operator's key |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var change in changes)
            text.Append(CultureInfo.InvariantCulture, $"| {Time(change.At)} | {change.From ?? ""} | {change.To} | {change.Reason ?? ""} | {Plain(change.Note)} | {Plain(change.By)} |\n");
    }

    private static void Row(StringBuilder text, string name, string? value) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {(string.IsNullOrEmpty(value) ? "none" : value)} |\n");

    private static string? Conformance(ConformanceReport? report) => report is null
        ? null
        : $"{report.Verdict}{Tests(report)}, SHA-256 {report.Sha256}, attached {Time(report.At)}";

    private static string Tests(ConformanceReport report) => report.TestsPassed is { } passed
        ? string.Create(CultureInfo.InvariantCulture, $" ({passed} tests passed, {report.TestsFailed ?? 0} failed)")
        : "";

    private static string Days(int days) => days >= 0 ? $"{days} days left" : $"{-days} days over";

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static string Plain(string? text)
    {
        var plain = new StringBuilder();
        foreach (var letter in text ?? "")
        {
            if (Marks.Contains(letter, StringComparison.Ordinal))
                plain.Append('\\');
            plain.Append(letter);
        }

        return plain.ToString();
    }
}
