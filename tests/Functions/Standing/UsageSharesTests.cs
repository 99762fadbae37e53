using Relay.Functions.Standing;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Standing;

public sealed class UsageSharesTests
{
    [Fact]
    public void Figures_WithoutAny_HaveNoShareAndNoPercentiles()
    {
        Assert.Null(UsageShares.Latency([]));
        Assert.Equal(new EndsStanding(0, 0, null), UsageShares.Ends(new Dictionary<string, long>()));
    }

    [Fact]
    public void Ends_DeliveredAndNot_GiveTheShare() =>
        Assert.Equal(new EndsStanding(8, 6, 0.75), UsageShares.Ends(new Dictionary<string, long> { ["delivered"] = 6, ["expired"] = 1, ["refused"] = 1 }));

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
        var latency = UsageShares.Latency([.. buckets.Split(' ').Select(long.Parse)])!;
        Assert.Equal((p50, p95, p99), (latency.P50, latency.P95, latency.P99));
    }

    [Fact]
    public void Latency_BeyondTheLastBound_HasNone()
    {
        var buckets = new long[UsageFigures.LatencyBounds.Count + 1];
        (buckets[0], buckets[^1]) = (1, 1);
        Assert.Equal(new LatencyStanding(2, 0.05, null, null), UsageShares.Latency(buckets));
    }
}
