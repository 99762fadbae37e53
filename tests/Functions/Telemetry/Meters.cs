using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>The relay's instruments of one test, and everything they were told.</summary>
internal sealed class Meters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener;
    private readonly Lock _gate = new();
    private readonly List<string> _told = [];

    public Meters()
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == Factory)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell(instrument, value, tags));
        _listener.Start();
        Metrics = new RelayMetrics(Factory);
    }

    public IMeterFactory Factory { get; }

    public RelayMetrics Metrics { get; }

    /// <summary>One line a measurement, in order: name, value, tags by name.</summary>
    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_gate)
                return [.. _told];
        }
    }

    /// <summary>Asks the gauges.</summary>
    public IReadOnlyList<string> Observe()
    {
        lock (_gate)
            _told.Clear();
        _listener.RecordObservableInstruments();
        return Told;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Tell(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        lock (_gate)
            _told.Add(FormattableString.Invariant($"{instrument.Name} {value} {text}"));
    }
}
