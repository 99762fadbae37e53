using Relay.Functions.Telemetry;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>Whose figures a measurement raises.</summary>
public sealed class UsageListenerTests : IDisposable
{
    private readonly MemoryUsageRows _rows = new();
    private readonly UsageInstance _instance;

    public UsageListenerTests() => _instance = new UsageInstance(new ManualClock(), _rows);

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task Measurements_OfAPair_RaiseTheFiguresOfBoth()
    {
        var metrics = _instance.Meters.Metrics;
        metrics.RequestAnswered("instagram", "SendEnvelopes", 202);
        metrics.RequestAnswered("instagram", "SendEnvelopes", 429);
        metrics.Accepted("instagram", "whatsapp", "normal", 5, 2000);
        metrics.Refused("instagram", "not-reachable", 2);
        metrics.Ended("instagram", "whatsapp", "delivered", 4);
        metrics.Ended("instagram", "whatsapp", "expired", 1);
        metrics.PartnerCalled("whatsapp", CalledEndpoints.Deliveries, "none", TimeSpan.FromMilliseconds(20));
        metrics.PartnerCalled("whatsapp", CalledEndpoints.Deliveries, "timed-out", TimeSpan.FromSeconds(20));
        metrics.PartnerCalled("whatsapp", CalledEndpoints.Events, "bad-status", TimeSpan.FromMilliseconds(20));
        metrics.Delivered("whatsapp", "normal", TimeSpan.FromMilliseconds(50));
        metrics.Delivered("whatsapp", "normal", TimeSpan.FromMilliseconds(51));
        metrics.Delivered("whatsapp", "normal", TimeSpan.FromHours(2));

        Assert.True(await _instance.WriteAsync());

        var sender = Of("instagram");
        Assert.Equal((2, 1, 5, 2000, 0), (sender.Requests, sender.Throttled, sender.SentAccepted, sender.SentBytes, sender.ReceivedAccepted));
        Assert.Equal([new("not-reachable", 2)], sender.SentRefused);
        Assert.Equal([new("delivered", 4), new("expired", 1)], sender.SentEnded.OrderBy(one => one.Key));
        Assert.Empty(sender.ReceivedEnded);
        Assert.Empty(sender.Calls);

        var recipient = Of("whatsapp");
        Assert.Equal((0, 0, 0, 0, 5), (recipient.Requests, recipient.Throttled, recipient.SentAccepted, recipient.SentBytes, recipient.ReceivedAccepted));
        Assert.Equal([new("delivered", 4), new("expired", 1)], recipient.ReceivedEnded.OrderBy(one => one.Key));
        Assert.Equal([new("none", 1), new("timed-out", 1)], recipient.Calls.OrderBy(one => one.Key));
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], recipient.Latency);
    }

    [Fact]
    public async Task Requests_OfNobodyAndOfOperators_AreNobodysUsage()
    {
        _instance.Meters.Metrics.RequestAnswered(null, "SendEnvelopes", 401);
        _instance.Meters.Metrics.RequestAnswered("(operator)", "PutPartner", 201);

        await _instance.WriteAsync();

        Assert.Empty(_rows.All);
    }

    [Fact]
    public async Task Measurements_OfAnotherProgramInTheProcess_AreNotHeard()
    {
        using var other = new UsageInstance(new ManualClock(), new MemoryUsageRows());
        other.Meters.Metrics.Accepted("instagram", "whatsapp", "normal", 5, 2000);

        await _instance.WriteAsync();

        Assert.Empty(_rows.All);
    }

    private UsageFigures Of(string partner) => Assert.Single(_rows.All, row => row.Key.Partner == partner && row.Key.Span == UsageSpan.Minute).Figures;
}
