using System.Text.Json.Serialization;
using Relay.Local.Conformance.Points;

namespace Relay.Local.Conformance.Reports;

/// <summary>What a run found, for programs. It names no user and holds nothing of a message.</summary>
/// <param name="SchemaVersion">Of this form: 1. It rises when a member changes its meaning or goes; members may be added.</param>
/// <param name="Tool">What examined.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Endpoint">Host, and port unless it is the default, of the endpoint for deliveries.</param>
/// <param name="Events">The same of the endpoint for receipts and events; left out when there was none.</param>
/// <param name="Verdict"><c>passed</c> when at least one point passed and none failed, otherwise <c>failed</c>.</param>
/// <param name="Passed">How many points hold.</param>
/// <param name="Failed">How many do not.</param>
/// <param name="Skipped">How many were not examined, each with the reason as what was observed.</param>
/// <param name="Points">What came of each.</param>
public sealed record ConformanceReport(
    int SchemaVersion,
    ReportTool Tool,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    string Endpoint,
    string? Events,
    PointResult Verdict,
    int Passed,
    int Failed,
    int Skipped,
    IReadOnlyList<PointReport> Points)
{
    /// <summary>The version of the form that this program writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>What examined.</summary>
/// <param name="Name">Always <c>relay conformance</c>.</param>
/// <param name="Version">Of the program.</param>
public sealed record ReportTool(string Name, string Version);

/// <summary>What came of a point.</summary>
/// <param name="Id">The point.</param>
/// <param name="Title">What was examined.</param>
/// <param name="Requirement">Where it is documented.</param>
/// <param name="Result">Whether it holds.</param>
/// <param name="Observed">What the partner did, or why nothing was examined.</param>
/// <param name="Expected">What it must do.</param>
/// <param name="DurationMilliseconds">How long the examination took.</param>
public sealed record PointReport(string Id, string Title, string Requirement, PointResult Result, string Observed, string Expected, long DurationMilliseconds);

/// <summary>JSON of reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ConformanceReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
