using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Relay.Functions.Operations;
using Relay.Functions.Usage;

namespace Relay.Functions.Telemetry;

/// <summary>
/// OpenTelemetry over the relay's own source and meter, and its logs. The instrumentations of web server and clients are left out: their
/// attributes hold addresses, and addresses name users.
/// </summary>
internal static class TelemetryPipeline
{
    private const string ServiceName = "relay";

    public static void Add(WebApplicationBuilder builder, ExportTargets targets, TelemetryOptions options)
    {
        var version = ProgramVersion.Parse(ProgramVersion.Informational, default).Version;
        void Describe(ResourceBuilder resource) => resource.AddService(ServiceName, serviceVersion: version);

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithTracing(tracing => AddTracing(tracing, targets, options))
            .WithMetrics(metrics => AddMetrics(metrics, targets, options));
        AddLogging(builder.Logging, targets, Describe);
    }

    private static void AddTracing(TracerProviderBuilder tracing, ExportTargets targets, TelemetryOptions options)
    {
        tracing.AddSource(RelayTraces.SourceName);
        if (targets.Otlp)
            tracing.AddOtlpExporter();
        if (targets.AzureMonitor is not null)
            tracing.AddAzureMonitorTraceExporter(exporter => Configure(exporter, targets));
        if (targets.Console)
            tracing.AddProcessor(new SimpleActivityExportProcessor(new ConsoleSpans(Console.Out)));

        // Last, because an exporter brings a sampler of its own. Delivery follows what the accepted request decided.
        tracing.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.SamplePercent / 100.0)));
    }

    private static void AddMetrics(MeterProviderBuilder metrics, ExportTargets targets, TelemetryOptions options)
    {
        metrics.AddMeter(RelayMetrics.MeterName);
        var seconds = new ExplicitBucketHistogramConfiguration { Boundaries = [.. UsageFigures.LatencyBounds] };
        metrics.AddView(MetricNames.DeliveryLatency, seconds);
        metrics.AddView(MetricNames.PartnerCalls, seconds);
        if (targets.Otlp)
            metrics.AddOtlpExporter();
        if (targets.AzureMonitor is not null)
            metrics.AddAzureMonitorMetricExporter(exporter => Configure(exporter, targets));
        if (targets.Console)
            metrics.AddReader(new PeriodicExportingMetricReader(new ConsoleMetrics(Console.Out), options.ConsoleMetricSeconds * 1000));
    }

    private static void AddLogging(ILoggingBuilder logging, ExportTargets targets, Action<ResourceBuilder> describe)
    {
        if (targets is { Otlp: false, AzureMonitor: null })
            return;

        logging.AddOpenTelemetry(logs =>
        {
            var resource = ResourceBuilder.CreateDefault();
            describe(resource);
            logs.SetResourceBuilder(resource);
            // The web server's scope holds the path of the request, and paths name users.
            logs.IncludeScopes = false;
            logs.IncludeFormattedMessage = true;
            logs.ParseStateValues = true;
            if (targets.Otlp)
                logs.AddOtlpExporter();
            if (targets.AzureMonitor is not null)
                logs.AddAzureMonitorLogExporter(exporter => Configure(exporter, targets));
        });

        // In Azure the host sends the program's output to the same place: there it keeps what matters when the exporter fails.
        if (targets.AzureMonitor is not null)
            logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning);
    }

    private static void Configure(AzureMonitorExporterOptions exporter, ExportTargets targets)
    {
        exporter.ConnectionString = targets.AzureMonitor;
        exporter.Credential = CredentialOf(targets.AzureAuthentication);
    }

    /// <summary>The credential that the Functions host's own setting names, <c>ClientId=…;Authorization=AAD</c>; null for the key in the connection string.</summary>
    internal static TokenCredential? CredentialOf(string? authentication)
    {
        var parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (!parts.TryGetValue("Authorization", out var kind) || !kind.Equals("AAD", StringComparison.OrdinalIgnoreCase))
            return null;

        return new ManagedIdentityCredential(parts.TryGetValue("ClientId", out var client)
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
    }
}
