using Relay.Functions.Usage;

namespace Relay.Functions.Standing;

/// <summary>Reads shares and percentiles out of figures.</summary>
internal static class UsageShares
{
    /// <summary>How envelopes ended, by state.</summary>
    public static EndsStanding Ends(IReadOnlyDictionary<string, long> byState)
    {
        var ended = byState.Values.Sum();
        var delivered = byState.GetValueOrDefault("delivered");
        return new EndsStanding(ended, delivered, ended == 0 ? null : (double)delivered / ended);
    }

    /// <summary>Percentiles of a histogram; null when it is empty.</summary>
    public static LatencyStanding? Latency(IReadOnlyList<long> buckets)
    {
        var count = buckets.Sum();
        return count == 0 ? null : new LatencyStanding(count, Percentile(buckets, count, 50), Percentile(buckets, count, 95), Percentile(buckets, count, 99));
    }

    // The bound of the bucket in which the percentile lies: what is told is never less than what was.
    private static double? Percentile(IReadOnlyList<long> buckets, long count, int percent)
    {
        var rank = ((count * percent) + 99) / 100;
        long seen = 0;
        for (var i = 0; i < UsageFigures.LatencyBounds.Count && i < buckets.Count; i++)
        {
            seen += buckets[i];
            if (seen >= rank)
                return UsageFigures.LatencyBounds[i];
        }

        return null;
    }
}
