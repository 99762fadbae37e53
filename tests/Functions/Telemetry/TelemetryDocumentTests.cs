using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>docs/telemetry.md names what there is, and docs/configuration.md every log event.</summary>
public sealed class TelemetryDocumentTests
{
    private static readonly Assembly Program = typeof(RelayMetrics).Assembly;

    [Fact]
    public void Metrics_OfTheDocument_AreThoseOfTheProgramWithTheirUnits()
    {
        using var meters = new Meters();
        var published = new Dictionary<string, string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters.Factory)
                    published[instrument.Name] = instrument.Unit!;
            },
        };
        _ = new RelayGauges(meters.Factory, TimeProvider.System);
        listener.Start();

        var named = typeof(MetricNames).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(named.Order(StringComparer.Ordinal), published.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            published.Select(metric => $"{metric.Key} | {metric.Value}").Order(StringComparer.Ordinal),
            Rows("telemetry.md", "relay.").Select(row => $"{row[0]} | {row[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tags_OfTheMetricTable_AreThoseOfTheProgram()
    {
        var tags = typeof(MetricTags).GetFields().Select(field => (string)field.GetRawConstantValue()!).Except([MetricTags.Nobody, MetricTags.AnyOperator]);

        var documented = Rows("telemetry.md", "relay.").SelectMany(row => row[3].Split(", ")).Distinct();

        Assert.Equal(tags.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LogEvents_OfTheProgram_AreDocumentedWithTheirLevel()
    {
        var documented = Rows("configuration.md", "").Where(row => row.Length == 3 && int.TryParse(row[0], out _)).ToDictionary(row => row[0], row => row[1]);
        var events = Program.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToDictionary(message => $"{message.EventId}", message => message.Level.ToString().ToLowerInvariant());

        Assert.Equal(events.OrderBy(one => one.Key), documented.OrderBy(one => one.Key));
    }

    // The rows of tables whose first cell begins so, cell by cell, without the marks of code.
    private static IEnumerable<string[]> Rows(string document, string first) => File.ReadAllLines(RepositoryFiles.Document(document))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray())
        .Where(row => row[0].StartsWith(first, StringComparison.Ordinal));
}
