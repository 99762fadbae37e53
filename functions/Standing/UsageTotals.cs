using Relay.Functions.Usage;

namespace Relay.Functions.Standing;

/// <summary>Adds figures up, and reads shares and percentiles out of them.</summary>
internal static class UsageTotals
{
    /// <summary>The sum of some figures.</summary>
    public static UsageFigures Of(IEnumerable<UsageFigures> figures)
    {
        var all = figures.ToList();
        return new UsageFigures
        {
            Requests = all.Sum(one => one.Requests),
            Throttled = all.Sum(one => one.Throttled),
            SentAccepted = all.Sum(one => one.SentAccepted),
            SentBytes = all.Sum(one => one.SentBytes),
            SentRefused = Words(all.Select(one => one.SentRefused)),
            SentEnded = Words(all.Select(one => one.SentEnded)),
            ReceivedAccepted = all.Sum(one => one.ReceivedAccepted),
            ReceivedEnded = Words(all.Select(one => one.ReceivedEnded)),
            Calls = Words(all.Select(one => one.Calls)),
            Latency = Buckets(all),
        };
    }

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

    private static Dictionary<string, long> Words(IEnumerable<IReadOnlyDictionary<string, long>> all)
    {
        var sum = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (word, count) in all.SelectMany(one => one))
            sum[word] = sum.GetValueOrDefault(word) + count;
        return sum;
    }

    private static long[] Buckets(List<UsageFigures> all)
    {
        var sum = new long[all.Count == 0 ? 0 : all.Max(one => one.Latency.Count)];
        foreach (var one in all)
        {
            for (var i = 0; i < one.Latency.Count; i++)
                sum[i] += one.Latency[i];
        }

        return sum;
    }
}
