using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Telemetry;

/// <summary>What is told of the program's work, and where. Section <c>Telemetry</c> of the configuration; exporters have the standard settings of their own.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Writes spans and metrics to the program's output; for one machine.</summary>
    public bool Console { get; set; }

    /// <summary>Seconds between two writes of the metrics to the program's output.</summary>
    [Range(1, 3600)]
    public int ConsoleMetricSeconds { get; set; } = 60;

    /// <summary>Traces of a hundred that are kept, decided where they begin: at the relay's own edge.</summary>
    [Range(0, 100)]
    public int SamplePercent { get; set; } = 10;
}
