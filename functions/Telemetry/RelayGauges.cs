using System.Diagnostics.Metrics;

namespace Relay.Functions.Telemetry;

/// <summary>What the gauges show: the state of everything at one moment.</summary>
internal sealed record GaugeReading
{
    /// <summary>Partners whose breaker is not closed: open or disabled.</summary>
    public IReadOnlyList<(string Recipient, string State)> Breakers { get; init; } = [];

    /// <summary>Bytes parked, by recipient's partner.</summary>
    public IReadOnlyDictionary<string, long> ParkedBytes { get; init; } = new Dictionary<string, long>();

    /// <summary>Envelopes held, by recipient's partner.</summary>
    public IReadOnlyDictionary<string, long> Held { get; init; } = new Dictionary<string, long>();

    /// <summary>Age of the oldest message, by queue and namespace.</summary>
    public IReadOnlyDictionary<NamespaceQueue, TimeSpan> QueueAges { get; init; } = new Dictionary<NamespaceQueue, TimeSpan>();
}

/// <summary>
/// The gauges. A timer reads (<see cref="GaugeReader"/>), and runs at one instance at a time: what an instance has read is shown until
/// it is old, so that another one may take over. An exporter's question costs no call to a store.
/// </summary>
internal sealed class RelayGauges
{
    // The timer runs each minute; one run may be left out.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(150);

    private readonly TimeProvider _clock;
    private volatile Shown? _shown;

    public RelayGauges(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(RelayMetrics.MeterName);
        meter.CreateObservableGauge(
            MetricNames.BreakerOpen,
            () => Now().Breakers.Select(breaker => new Measurement<long>(1, new(MetricTags.Recipient, breaker.Recipient), new(MetricTags.State, breaker.State))),
            "{breaker}",
            "Partners' breakers that are not closed.");
        meter.CreateObservableGauge(MetricNames.ParkedBytes, () => ByRecipient(Now().ParkedBytes), "By", "Bytes parked.");
        meter.CreateObservableGauge(MetricNames.HeldNow, () => ByRecipient(Now().Held), "{envelope}", "Envelopes that wait for an operator.");
        meter.CreateObservableGauge(
            MetricNames.QueueAge,
            () => Now().QueueAges.Select(queue => new Measurement<double>(queue.Value.TotalSeconds, new(MetricTags.Queue, queue.Key.Queue), new(MetricTags.Namespace, queue.Key.Namespace))),
            "s",
            "Age of a queue's oldest message.");
    }

    /// <summary>Shows a reading from now on.</summary>
    public void Show(GaugeReading reading) => _shown = new Shown(reading, _clock.GetTimestamp());

    private GaugeReading Now() =>
        _shown is { } shown && _clock.GetElapsedTime(shown.Since) < Life ? shown.Reading : new GaugeReading();

    private static IEnumerable<Measurement<long>> ByRecipient(IReadOnlyDictionary<string, long> values) =>
        values.Select(value => new Measurement<long>(value.Value, new KeyValuePair<string, object?>(MetricTags.Recipient, value.Key)));

    private sealed record Shown(GaugeReading Reading, long Since);
}
