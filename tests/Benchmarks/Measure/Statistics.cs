namespace Relay.Benchmarks.Measure;

/// <summary>What is told of many values.</summary>
internal static class Statistics
{
    /// <summary>How many windows each figure is the median of.</summary>
    public const int Windows = 3;

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);

    /// <summary>
    /// How far two distributions are apart: the largest difference of their cumulative shares, from 0 (alike) to 1 (the Kolmogorov-Smirnov
    /// statistic). Of 2,000 values each it is 0.043 or less in 95 of 100 cases when they are alike.
    /// </summary>
    public static double Distance(double[] one, double[] other)
    {
        Array.Sort(one);
        Array.Sort(other);
        var (i, j, most) = (0, 0, 0.0);
        while (i < one.Length && j < other.Length)
        {
            var next = Math.Min(one[i], other[j]);
            while (i < one.Length && one[i] <= next)
                i++;
            while (j < other.Length && other[j] <= next)
                j++;
            most = Math.Max(most, Math.Abs(((double)i / one.Length) - ((double)j / other.Length)));
        }

        return most;
    }

    /// <summary>The value that the given part of all values does not exceed (nearest rank).</summary>
    public static double Percentile(double[] values, double part)
    {
        if (values.Length == 0)
            throw new ArgumentException("There are no values.", nameof(values));
        Array.Sort(values);
        return values[Math.Clamp((int)Math.Ceiling(part * values.Length) - 1, 0, values.Length - 1)];
    }
}
