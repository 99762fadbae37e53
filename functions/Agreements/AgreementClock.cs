using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>Where the time that the law gives for a request stands.</summary>
public enum ClockState
{
    /// <summary>Nobody has said when the partner asked.</summary>
    NotStarted,

    /// <summary>The partner is not live, and there is time.</summary>
    Running,

    /// <summary>The partner is not live, and the last day is over.</summary>
    Overdue,

    /// <summary>The partner was live in time.</summary>
    Met,

    /// <summary>The partner was live, but after the last day.</summary>
    Late,

    /// <summary>The request ended without the partner ever being live.</summary>
    Stopped,
}

/// <summary>
/// The three months from a request to live operation (Regulation (EU) 2022/1925, Article 7(5)). Months are of the calendar, days of UTC:
/// the day of the request does not count, and the last day is that of the same date, or the month's last where there is none. Being live
/// for the first time stops the clock for good, and so does the end; a suspension does not.
/// </summary>
/// <param name="State">Where it stands.</param>
/// <param name="LiveBy">The last day; null where there is no request.</param>
/// <param name="DaysLeft">Days after today until the last day's end, 0 on that day itself, below 0 after it; only while it runs.</param>
public readonly record struct AgreementClock(ClockState State, DateOnly? LiveBy, int? DaysLeft)
{
    /// <summary>Months from the request to the last day.</summary>
    public const int Months = 3;

    /// <summary>The clock of a partner at a time.</summary>
    public static AgreementClock Of(PartnerStatus status, AgreementRecord agreement, DateTimeOffset now)
    {
        if ((agreement.LiveBy ?? (agreement.RequestedAt is { } requested ? Day(requested).AddMonths(Months) : null)) is not { } last)
            return new AgreementClock(ClockState.NotStarted, null, null);
        if (agreement.LiveAt is { } live)
            return new AgreementClock(Day(live) <= last ? ClockState.Met : ClockState.Late, last, null);
        if (status == PartnerStatus.Ended)
            return new AgreementClock(ClockState.Stopped, last, null);

        var left = last.DayNumber - Day(now).DayNumber;
        return new AgreementClock(left >= 0 ? ClockState.Running : ClockState.Overdue, last, left);
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
