namespace Relay.Functions.PartnerKeys;

/// <summary>How many days ahead a change of keys is told.</summary>
internal static class NoticeDays
{
    /// <summary>14, 7 and 1.</summary>
    public static readonly IReadOnlyList<int> All = [14, 7, 1];

    /// <summary>The notice that is due: the smallest number of days that the rest of the time fits into; null when it is longer than all, or over.</summary>
    public static int? Due(DateTimeOffset at, DateTimeOffset now)
    {
        var left = at - now;
        return left <= TimeSpan.Zero ? null : All.Where(days => left <= TimeSpan.FromDays(days)).Select(days => (int?)days).Min();
    }
}
