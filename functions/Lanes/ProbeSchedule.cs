using Microsoft.Extensions.Options;

namespace Relay.Functions.Lanes;

/// <summary>When a failing destination is tried again: exponential from the first to the longest wait, with jitter, or when it asks.</summary>
public sealed class ProbeSchedule(IOptions<LaneOptions> options, Random random)
{
    private const double JitterShare = 0.2;

    /// <summary>The wait before the next probe.</summary>
    /// <param name="attempts">Failures in a row, from 1.</param>
    /// <param name="retryAfter">What the destination asked for; clamped to the schedule's bounds.</param>
    public TimeSpan Wait(int attempts, TimeSpan? retryAfter)
    {
        var first = TimeSpan.FromMilliseconds(options.Value.FirstProbeMilliseconds);
        var longest = TimeSpan.FromSeconds(options.Value.LongestProbeSeconds);
        if (retryAfter is { } asked)
            return asked < first ? first : asked > longest ? longest : asked;

        const int MostDoublings = 30;
        var grown = first * Math.Pow(2, Math.Clamp(attempts - 1, 0, MostDoublings));
        var bounded = grown < longest ? grown : longest;
        return bounded * (1 - JitterShare + (random.NextDouble() * JitterShare));
    }
}
