namespace Relay.Functions.Ledger;

/// <summary>
/// The bounds that let a reader pass a second once and for all. A second's rows are read three seconds after its end; what is
/// written into it must be there two seconds after its end, or is announced in a later second. The second between the two is
/// what the clocks of two instances may differ.
/// </summary>
internal static class LedgerTimes
{
    /// <summary>From the end of a second for which an end may still be written without being announced first.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

    /// <summary>From the end of a second until what belongs to it must be written.</summary>
    public static readonly TimeSpan Written = TimeSpan.FromSeconds(2);

    /// <summary>From the end of a second until it is read.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromSeconds(3);

    /// <summary>How long an announcement whose end is not there yet is carried on: longer than any write can be under way.</summary>
    public static readonly TimeSpan Carried = TimeSpan.FromMinutes(2);

    /// <summary>How far an envelope's acceptance may lie before the time in its id without a row that leads from the one to the other.</summary>
    public static readonly TimeSpan IdAhead = TimeSpan.FromSeconds(1);

    /// <summary>How far an envelope's acceptance may lie after the time in its id without such a row.</summary>
    public static readonly TimeSpan IdBehind = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The second that a time lies in.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The last second that may be read now.</summary>
    public static DateTimeOffset LastReadable(DateTimeOffset now) => Floor(now - Read) - Second;

    /// <summary>Whether an end can, at this time, still be written into the second of <paramref name="time"/> without an announcement.</summary>
    public static bool IsPrompt(DateTimeOffset time, DateTimeOffset now) => now <= Floor(time) + Second + Prompt;

    /// <summary>Whether what was there at this time is surely seen by readers of the second of <paramref name="time"/>.</summary>
    public static bool IsInTime(DateTimeOffset time, DateTimeOffset now) => now <= Floor(time) + Second + Written;
}
