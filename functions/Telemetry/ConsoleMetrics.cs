using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Relay.Functions.Telemetry;

/// <summary>Writes each metric as one line for each set of tags: a sum, a gauge, or a histogram's count and sum.</summary>
internal sealed class ConsoleMetrics(TextWriter output) : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
                output.WriteLine(Line(metric, point));
        }

        return ExportResult.Success;
    }

    private static string Line(Metric metric, in MetricPoint point)
    {
        var line = new StringBuilder("metric ").Append(metric.Name);
        foreach (var tag in point.Tags)
            line.Append(CultureInfo.InvariantCulture, $" {tag.Key}={tag.Value}");
        line.Append(' ').Append(Value(metric.MetricType, point));
        return line.ToString();
    }

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
        MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleGauge => point.GetGaugeLastValueDouble().ToString("0.###", CultureInfo.InvariantCulture),
        MetricType.Histogram => string.Create(CultureInfo.InvariantCulture, $"count={point.GetHistogramCount()} sum={point.GetHistogramSum():0.###}"),
        _ => throw new NotSupportedException($"The relay has no instrument of the kind {type}."),
    };
}
