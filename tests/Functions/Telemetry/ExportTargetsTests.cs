using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>Which settings send telemetry where.</summary>
public sealed class ExportTargetsTests
{
    [Theory]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:4317")]
    [InlineData("Telemetry:Console", "true")]
    public void Read_ATargetThatIsNamed_IsThere(string name, string value) => Assert.True(Read((name, value)).Any);

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData("Telemetry:Console", "false")]
    public void Read_NoTarget_IsNone(string name, string value) => Assert.False(Read((name, value)).Any);

    [Fact]
    public void Program_WithoutATarget_HasNothingOfOpenTelemetry() => Assert.DoesNotContain(Build(), IsOpenTelemetry);

    [Fact]
    public void Program_WithATarget_HasIt() => Assert.Contains(Build(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")), IsOpenTelemetry);

    [Theory]
    [InlineData("Authorization=AAD")]
    [InlineData("ClientId=5a1c;Authorization=AAD")]
    [InlineData("authorization=aad; clientid=5a1c")]
    public void CredentialOf_AnIdentity_IsThere(string authentication) => Assert.NotNull(TelemetryPipeline.CredentialOf(authentication));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ClientId=5a1c")]
    [InlineData("Authorization=Key")]
    [InlineData(";;=;")]
    public void CredentialOf_Otherwise_IsNone(string? authentication) => Assert.Null(TelemetryPipeline.CredentialOf(authentication));

    private static ExportTargets Read(params (string Name, string Value)[] settings) => ExportTargets.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build());

    private static IServiceCollection Build(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)));
        builder.AddTelemetryExport();
        return builder.Services;
    }

    private static bool IsOpenTelemetry(ServiceDescriptor service) =>
        service.ServiceType.Assembly.GetName().Name!.StartsWith("OpenTelemetry", StringComparison.Ordinal);
}
