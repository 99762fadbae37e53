using System.Diagnostics.Metrics;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Usage;

/// <summary>Hears the relay's own instruments and sums them by partner. What it does runs within the call that counts: it must stay short and never fail.</summary>
internal sealed class UsageListener : IDisposable
{
    private static readonly string[] Heard =
    [
        MetricNames.Requests, MetricNames.Accepted, MetricNames.AcceptedBytes, MetricNames.Refused, MetricNames.Ended,
        MetricNames.DeliveryLatency, MetricNames.PartnerCalls,
    ];

    private readonly MeterListener _listener;
    private readonly UsageSums _sums;

    /// <param name="sums">Where it sums.</param>
    /// <param name="meters">Whose instruments it hears; not those of another program in the same process.</param>
    public UsageListener(UsageSums sums, IMeterFactory meters)
    {
        _sums = sums;
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RelayMetrics.MeterName && instrument.Meter.Scope == meters && Heard.Contains(instrument.Name, StringComparer.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument)
        {
            case MetricNames.Requests:
                CountRequest(value, tags);
                break;
            case MetricNames.Accepted:
                _sums.Add(Text(tags, MetricTags.Sender), UsageFigure.SentAccepted, value);
                _sums.Add(Text(tags, MetricTags.Recipient), UsageFigure.ReceivedAccepted, value);
                break;
            case MetricNames.AcceptedBytes:
                _sums.Add(Text(tags, MetricTags.Sender), UsageFigure.SentBytes, value);
                break;
            case MetricNames.Refused:
                _sums.Add(Text(tags, MetricTags.Sender), UsageFigure.SentRefused, value, Text(tags, MetricTags.Reason));
                break;
            case MetricNames.Ended:
                _sums.Add(Text(tags, MetricTags.Sender), UsageFigure.SentEnded, value, Text(tags, MetricTags.State));
                _sums.Add(Text(tags, MetricTags.Recipient), UsageFigure.ReceivedEnded, value, Text(tags, MetricTags.State));
                break;
        }
    }

    private void CountRequest(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var partner = Text(tags, MetricTags.Partner);
        if (partner is MetricTags.Nobody or MetricTags.AnyOperator)
            return;

        _sums.Add(partner, UsageFigure.Requests, value);
        if (Find(tags, MetricTags.Status) is StatusCodes.Status429TooManyRequests)
            _sums.Add(partner, UsageFigure.Throttled, value);
    }

    private void Measure(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var recipient = Text(tags, MetricTags.Recipient);
        if (instrument == MetricNames.DeliveryLatency)
            _sums.AddLatency(recipient, value);
        else if (Text(tags, MetricTags.Endpoint) == CalledEndpoints.Deliveries)
            _sums.Add(recipient, UsageFigure.Calls, 1, Text(tags, MetricTags.Outcome));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name) => Find(tags, name) as string ?? MetricTags.Nobody;

    private static object? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value;
        }

        return null;
    }
}
