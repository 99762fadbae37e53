namespace Relay.Road.Tests.Fixtures;

/// <summary>A span as it was exported; ids in hex, the parent empty at the root.</summary>
public sealed record OtlpSpan(string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces)
{
    // TracesData.resource_spans 1, scope_spans 2, spans 2; Span: trace 1, id 2, parent 4, name 5, attributes 9, links 13.
    internal static IEnumerable<OtlpSpan> Read(byte[] body)
    {
        foreach (var span in OtlpFields.Below(body, 1, 2, 2))
        {
            var fields = OtlpFields.Read(span);
            string Hex(int number) => fields.Where(field => field.Number == number).Select(field => field.Hex).SingleOrDefault("");
            var links = fields.Where(field => field.Number == 13).Select(link => OtlpFields.Read(link.Bytes).Single(field => field.Number == 1).Hex);
            yield return new OtlpSpan(
                fields.Single(field => field.Number == 5).Text, Hex(1), Hex(2), Hex(4), OtlpFields.Attributes(fields, 9), [.. links]);
        }
    }
}

/// <summary>A point of a metric as it was exported; of a histogram the count.</summary>
public sealed record OtlpPoint(string Metric, IReadOnlyDictionary<string, string> Tags, double Value)
{
    private const int Gauge = 5;
    private const int Sum = 7;
    private const int Histogram = 9;

    // MetricsData.resource_metrics 1, scope_metrics 2, metrics 2; Metric: name 1, data by kind, its points 1.
    internal static IEnumerable<OtlpPoint> Read(byte[] body)
    {
        foreach (var metric in OtlpFields.Below(body, 1, 2, 2))
        {
            var fields = OtlpFields.Read(metric);
            var name = fields.Single(field => field.Number == 1).Text;
            foreach (var data in fields.Where(field => field.Number is Gauge or Sum or Histogram))
            {
                foreach (var point in OtlpFields.Below(data.Bytes, 1))
                    yield return Read(name, OtlpFields.Read(point), data.Number == Histogram);
            }
        }
    }

    // NumberDataPoint: double 4, integer 6, attributes 7. HistogramDataPoint: count 4, attributes 9.
    private static OtlpPoint Read(string name, List<OtlpField> point, bool isHistogram)
    {
        var value = point.FirstOrDefault(field => field.Number is 4 or 6);
        var number = !isHistogram && value.Number == 4 ? BitConverter.UInt64BitsToDouble(value.Value) : value.Value;
        return new OtlpPoint(name, OtlpFields.Attributes(point, isHistogram ? 9 : 7), number);
    }
}
