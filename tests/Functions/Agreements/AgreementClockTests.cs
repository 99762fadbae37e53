using System.Globalization;
using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

public sealed class AgreementClockTests
{
    [Theory]
    [InlineData("2026-01-15T10:00:00Z", "2026-04-15")]
    [InlineData("2026-11-30T00:00:00Z", "2027-02-28")] // February has no 30th
    [InlineData("2027-11-30T23:59:59Z", "2028-02-29")] // nor a leap year's
    [InlineData("2026-11-29T12:00:00Z", "2027-02-28")]
    [InlineData("2026-08-31T12:00:00Z", "2026-11-30")]
    [InlineData("2026-03-31T12:00:00Z", "2026-06-30")]
    [InlineData("2026-12-31T12:00:00Z", "2027-03-31")]
    [InlineData("2026-02-28T12:00:00Z", "2026-05-28")] // the same date, not the month's last
    [InlineData("2026-01-31T23:30:00-02:00", "2026-05-01")] // the day of UTC
    public void LiveBy_OfARequest_IsTheSameDateThreeMonthsOn_OrTheMonthsLast(string requested, string last) =>
        Assert.Equal(Day(last), AgreementClock.Of(PartnerStatus.Requested, Asked(requested), Time(requested)).LiveBy);

    [Theory]
    [InlineData("2026-01-15T10:00:00Z", 90, ClockState.Running)]
    [InlineData("2026-04-14T23:59:59Z", 1, ClockState.Running)]
    [InlineData("2026-04-15T00:00:00Z", 0, ClockState.Running)]
    [InlineData("2026-04-15T23:59:59Z", 0, ClockState.Running)]
    [InlineData("2026-04-16T00:00:00Z", -1, ClockState.Overdue)]
    [InlineData("2026-05-15T00:00:00Z", -30, ClockState.Overdue)]
    public void DaysLeft_WhileItIsNotLive_CountsToTheLastDaysEnd(string now, int days, ClockState state)
    {
        foreach (var status in new[] { PartnerStatus.Requested, PartnerStatus.Sandbox, PartnerStatus.Suspended })
        {
            var clock = AgreementClock.Of(status, Asked("2026-01-15T10:00:00Z"), Time(now));
            Assert.Equal((state, (int?)days), (clock.State, clock.DaysLeft));
        }
    }

    [Theory]
    [InlineData("2026-04-15T23:59:59Z", ClockState.Met)]
    [InlineData("2026-04-16T00:00:00Z", ClockState.Late)]
    public void State_OnceLive_StandsForGood(string live, ClockState state)
    {
        var agreement = Asked("2026-01-15T10:00:00Z") with { LiveAt = Time(live) };
        foreach (var status in new[] { PartnerStatus.Live, PartnerStatus.Sandbox, PartnerStatus.Suspended, PartnerStatus.Ended })
            Assert.Equal(new AgreementClock(state, Day("2026-04-15"), null), AgreementClock.Of(status, agreement, Time("2027-01-01T00:00:00Z")));
    }

    [Fact]
    public void State_OfARequestThatEnded_IsStopped() =>
        Assert.Equal(ClockState.Stopped, AgreementClock.Of(PartnerStatus.Ended, Asked("2026-01-15T10:00:00Z"), Time("2027-01-01T00:00:00Z")).State);

    [Fact]
    public void State_WithoutARequest_HasNotStarted() =>
        Assert.Equal(new AgreementClock(ClockState.NotStarted, null, null), AgreementClock.Of(PartnerStatus.Sandbox, AgreementRecord.None, Agreed.Noon));

    [Fact]
    public void LiveBy_SetByTheOperator_StandsInPlaceOfTheClocksOwn() =>
        Assert.Equal(Day("2026-07-01"), AgreementClock.Of(PartnerStatus.Sandbox, Asked("2026-01-15T10:00:00Z") with { LiveBy = Day("2026-07-01") }, Agreed.Noon).LiveBy);

    private static AgreementRecord Asked(string at) => new() { RequestedAt = Time(at) };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
