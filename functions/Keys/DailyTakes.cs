namespace Relay.Functions.Keys;

/// <summary>How often each partner has taken one-time keys of a device on one day.</summary>
/// <param name="Day">The day (UTC), counted from 0001-01-01.</param>
/// <param name="Taken">By the partners' names.</param>
internal sealed record DailyTakes(int Day, IReadOnlyDictionary<string, int> Taken)
{
    /// <summary>Nobody has taken any.</summary>
    public static readonly DailyTakes None = new(0, new Dictionary<string, int>());

    /// <summary>What a partner has taken on a day.</summary>
    public int Of(string partner, DateTimeOffset now) => Day == DayOf(now) ? Taken.GetValueOrDefault(partner) : 0;

    /// <summary>With one more; what was taken on other days is forgotten.</summary>
    public DailyTakes With(string partner, DateTimeOffset now)
    {
        var taken = Day == DayOf(now) ? new Dictionary<string, int>(Taken) : [];
        taken[partner] = taken.GetValueOrDefault(partner) + 1;
        return new DailyTakes(DayOf(now), taken);
    }

    private static int DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
}
