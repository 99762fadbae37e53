using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>Gauges show what was read last, while it is fresh.</summary>
public sealed class RelayGaugesTests : IDisposable
{
    private readonly Meters _meters = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Gauges_BeforeAnyReading_ShowNothing()
    {
        _ = new RelayGauges(_meters.Factory, _clock);

        Assert.Empty(_meters.Observe());
    }

    [Fact]
    public void Gauges_OfAReading_ShowItUntilItIsOld()
    {
        var gauges = new RelayGauges(_meters.Factory, _clock);
        gauges.Show(new GaugeReading
        {
            Breakers = [("whatsapp", "open")],
            ParkedBytes = new Dictionary<string, long> { ["whatsapp"] = 4096 },
            Held = new Dictionary<string, long> { ["haiket"] = 3 },
            QueueAges = new Dictionary<NamespaceQueue, TimeSpan> { [new("envelopes", 2)] = TimeSpan.FromSeconds(1.5) },
        });

        string[] expected = ["relay.breaker.open 1 recipient=whatsapp state=open", "relay.held 3 recipient=haiket", "relay.parked.bytes 4096 recipient=whatsapp", "relay.queue.age 1.5 namespace=2 queue=envelopes"];
        Assert.Equal(expected, _meters.Observe().Order(StringComparer.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(149));
        Assert.Equal(expected, _meters.Observe().Order(StringComparer.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_meters.Observe());
    }
}
