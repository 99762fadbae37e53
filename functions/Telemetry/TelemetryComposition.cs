using System.Diagnostics;

namespace Relay.Functions.Telemetry;

/// <summary>Puts together what counts; where it is sent is <see cref="TelemetryExport"/>'s.</summary>
internal static class TelemetryComposition
{
    /// <summary>Adds the instruments. They cost next to nothing while nobody listens.</summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<RelayMetrics>();
        services.AddSingleton<RelayGauges>();
        services.AddSingleton<QueueAges>();
        services.AddSingleton<GaugeReader>();
        services.AddSingleton<DistributedContextPropagator, NoPropagation>();
    }
}
