using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;

namespace Relay.Functions.Telemetry;

/// <summary>Writes each span as one line: name, milliseconds, trace, attributes.</summary>
internal sealed class ConsoleSpans(TextWriter output) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            output.WriteLine(Line(span));
        return ExportResult.Success;
    }

    private static string Line(Activity span)
    {
        var tags = string.Join(' ', span.TagObjects.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
        return string.Create(CultureInfo.InvariantCulture, $"span {span.DisplayName} {span.Duration.TotalMilliseconds:0.0} ms trace={span.TraceId} {tags}");
    }
}
