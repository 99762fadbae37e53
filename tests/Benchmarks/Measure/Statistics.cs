namespace Relay.Benchmarks.Measure;

/// <summary>What is told of many values.</summary>
internal static class Statistics
{
    /// <summary>How many windows each figure is the median of.</summary>
    public const int Windows = 3;

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);

    /// <summary>The value that the given part of all values does not exceed (nearest rank).</summary>
    public static double Percentile(double[] values, double part)
    {
        if (values.Length == 0)
            throw new ArgumentException("There are no values.", nameof(values));
        Array.Sort(values);
        return values[Math.Clamp((int)Math.Ceiling(part * values.Length) - 1, 0, values.Length - 1)];
    }
}
