using Relay.Functions.Standing;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Standing;

public sealed class UsageTotalsTests
{
    [Fact]
    public void Sum_OfSeveralSteps_AddsNumbersWordsAndBuckets()
    {
        var sum = UsageTotals.Of(
        [
            new UsageFigures { Requests = 1, SentBytes = 10, SentEnded = new Dictionary<string, long> { ["delivered"] = 2 }, Latency = [1, 2] },
            new UsageFigures(),
            new UsageFigures { Requests = 3, Throttled = 4, SentEnded = new Dictionary<string, long> { ["delivered"] = 1, ["expired"] = 5 }, Latency = [1, 1, 7] },
        ]);

        Assert.Equal((4L, 4L, 10L), (sum.Requests, sum.Throttled, sum.SentBytes));
        Assert.Equal(new Dictionary<string, long> { ["delivered"] = 3, ["expired"] = 5 }, sum.SentEnded);
        Assert.Equal([2L, 3, 7], sum.Latency);
    }

    [Fact]
    public void Sum_OfNothing_IsNothing()
    {
        var sum = UsageTotals.Of([]);
        Assert.Equal((0L, 0), (sum.Requests, sum.Latency.Count));
        Assert.Null(UsageTotals.Latency(sum.Latency));
        Assert.Equal(new EndsStanding(0, 0, null), UsageTotals.Ends(sum.SentEnded));
    }

    [Fact]
    public void Ends_DeliveredAndNot_GiveTheShare() =>
        Assert.Equal(new EndsStanding(8, 6, 0.75), UsageTotals.Ends(new Dictionary<string, long> { ["delivered"] = 6, ["expired"] = 1, ["refused"] = 1 }));

    [Theory]
    [InlineData("100", 0.05, 0.05, 0.05)]
    [InlineData("50 50", 0.05, 0.1, 0.1)]
    [InlineData("49 51", 0.1, 0.1, 0.1)]
    [InlineData("95 4 1", 0.05, 0.05, 0.1)]
    [InlineData("94 5 0 1", 0.05, 0.1, 0.1)]
    [InlineData("0 0 0 0 0 0 0 0 0 0 0 1", 3600, 3600, 3600)]
    [InlineData("1", 0.05, 0.05, 0.05)]
    public void Latency_OfAHistogram_IsTheBoundOfTheBucket(string buckets, double p50, double p95, double p99)
    {
        var latency = UsageTotals.Latency([.. buckets.Split(' ').Select(long.Parse)])!;
        Assert.Equal((p50, p95, p99), (latency.P50, latency.P95, latency.P99));
    }

    [Fact]
    public void Latency_BeyondTheLastBound_HasNone()
    {
        var buckets = new long[UsageFigures.LatencyBounds.Count + 1];
        (buckets[0], buckets[^1]) = (1, 1);
        Assert.Equal(new LatencyStanding(2, 0.05, null, null), UsageTotals.Latency(buckets));
    }
}
