using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>Spans and metrics as lines of the program's output. Other tests use the same source at the same time: lines are found by a partner's name.</summary>
public sealed class ConsoleExportTests : IDisposable
{
    private const string Partner = "console-partner";

    private readonly StringWriter _text = new();
    private readonly TextWriter _output;

    public ConsoleExportTests() => _output = TextWriter.Synchronized(_text);

    public void Dispose()
    {
        _output.Dispose();
        _text.Dispose();
    }

    [Fact]
    public void Span_ThatHasEnded_IsALine()
    {
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(RelayTraces.SourceName).AddProcessor(new SimpleActivityExportProcessor(new ConsoleSpans(_output))).Build();

        using (RelayTraces.StartCall(Partner, 3))
        {
        }

        provider.ForceFlush();
        Assert.Matches(@"^span partner\.call \d+\.\d ms trace=[0-9a-f]{32} relay\.recipient=console-partner relay\.envelopes=3$", Assert.Single(Lines()));
    }

    [Fact]
    public void Metrics_OfEveryKind_AreALineEach()
    {
        using var meters = new Meters();
        var gauges = new RelayGauges(meters.Factory, TimeProvider.System);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(RelayMetrics.MeterName).AddReader(new BaseExportingMetricReader(new ConsoleMetrics(_output))).Build();
        meters.Metrics.KeysLow(Partner);
        meters.Metrics.KeysLow(Partner);
        meters.Metrics.PartnerCalled(Partner, CalledEndpoints.Deliveries, "none", TimeSpan.FromSeconds(1.5));
        gauges.Show(new GaugeReading
        {
            ParkedBytes = new Dictionary<string, long> { [Partner] = 4096 },
            QueueAges = new Dictionary<NamespaceQueue, TimeSpan> { [new(Partner, 0)] = TimeSpan.FromSeconds(2.5) },
        });

        provider.ForceFlush();

        Assert.Equal(
            [
                "metric relay.keys.low partner=console-partner 2",
                "metric relay.parked.bytes recipient=console-partner 4096",
                "metric relay.partner.calls endpoint=deliveries outcome=none recipient=console-partner count=1 sum=1.5",
                "metric relay.queue.age namespace=0 queue=console-partner 2.5",
            ],
            Lines().Order(StringComparer.Ordinal));
    }

    private IEnumerable<string> Lines() => _text.ToString().Split(Environment.NewLine).Where(line => line.Contains(Partner, StringComparison.Ordinal));
}
