using Relay.Cli.Bus;
using Relay.Client.Operators;

namespace Relay.Cli.Held;

/// <summary>How far a replay is.</summary>
/// <param name="Replayed">Sent again so far.</param>
/// <param name="Expired">Ended as expired so far.</param>
/// <param name="Gone">Keys under which nothing is held.</param>
/// <param name="Remaining">Still to be done.</param>
internal readonly record struct ReplayTotals(int Replayed, int Expired, int Gone, int Remaining)
{
    /// <summary>What has ended here.</summary>
    public int Ended => Replayed + Expired;

    /// <summary>After another call. What a call finds gone was counted before it began, when keys were named.</summary>
    public ReplayTotals After(ReplayStep step) => new(Replayed + step.Replayed, Expired + step.Expired, Math.Max(Gone, step.Gone), step.Remaining);
}

/// <summary>The line that shows it.</summary>
internal static class ReplayBar
{
    private const int Width = 24;

    /// <summary>The bar, the share, the numbers, the rate and what is left of the time.</summary>
    public static string Format(ReplayTotals totals, TimeSpan elapsed, bool withBar)
    {
        var all = totals.Ended + totals.Remaining;
        var share = all == 0 ? 1 : totals.Ended / (double)all;
        var rate = elapsed > TimeSpan.Zero ? totals.Ended / elapsed.TotalSeconds : 0;
        var numbers = $"{(int)(share * 100),3}%  {Units.Count(totals.Ended)} of {Units.Count(all)}  {Units.Rate(rate)}";
        if (rate > 0 && totals.Remaining > 0)
            numbers += $"  {Left(TimeSpan.FromSeconds(totals.Remaining / rate))} left";
        var full = (int)(share * Width);
        return withBar ? $"[{new string('#', full)}{new string('.', Width - full)}] {numbers}" : numbers.TrimStart();
    }

    private static string Left(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}" : $"{time.Minutes}:{time.Seconds:D2}";
}
