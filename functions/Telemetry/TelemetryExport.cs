namespace Relay.Functions.Telemetry;

/// <summary>Where spans, metrics and logs are sent. Without a target nothing of OpenTelemetry is even loaded.</summary>
internal sealed record ExportTargets(string? AzureMonitor, string? AzureAuthentication, bool Otlp, bool Console)
{
    // One of these names the target of all signals, or of one.
    private static readonly string[] OtlpSettings =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>Whether there is any.</summary>
    public bool Any => AzureMonitor is not null || Otlp || Console;

    /// <summary>Reads the targets that the settings name.</summary>
    public static ExportTargets Read(IConfiguration configuration) => new(
        NotEmpty(configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]),
        NotEmpty(configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]),
        Array.Exists(OtlpSettings, name => NotEmpty(configuration[name]) is not null),
        configuration.GetValue($"Telemetry:{nameof(TelemetryOptions.Console)}", false));

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>Adds the exporters that the settings ask for.</summary>
internal static class TelemetryExport
{
    /// <summary>Adds them; nothing where no setting names a target.</summary>
    public static void AddTelemetryExport(this WebApplicationBuilder builder)
    {
        var targets = ExportTargets.Read(builder.Configuration);
        if (!targets.Any)
            return;

        // The options themselves are checked with all others when the program starts.
        var options = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        TelemetryPipeline.Add(builder, targets, options);
    }
}
