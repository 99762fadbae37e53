using Microsoft.Extensions.Options;
using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

public sealed class EnvelopeBudgetTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Take_WithinTheBurst_IsGranted()
    {
        var budget = Budget(perSecond: 10, burst: 100);
        Assert.Null(budget.Take("instagram", 60));
        Assert.Null(budget.Take("instagram", 40));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(95, 10)]
    [InlineData(100, 10)]
    public void Take_FromAnEmptyBudget_SaysHowManySecondsToWait(int envelopes, int seconds)
    {
        var budget = Budget(perSecond: 10, burst: 100);
        budget.Take("instagram", 100);
        Assert.Equal(seconds, budget.Take("instagram", envelopes));
    }

    [Fact]
    public void Take_AfterTheWaitThatWasSaid_IsGranted()
    {
        var budget = Budget(perSecond: 7, burst: 100);
        budget.Take("instagram", 100);
        for (var envelopes = 1; envelopes <= 100; envelopes += 9)
        {
            var wait = budget.Take("instagram", envelopes)!.Value;
            clock.Advance(TimeSpan.FromSeconds(wait));
            Assert.Null(budget.Take("instagram", envelopes));
            Drain(budget);
        }
    }

    [Fact]
    public void Take_Refused_TakesNothing()
    {
        var budget = Budget(perSecond: 10, burst: 100);
        budget.Take("instagram", 95);
        Assert.NotNull(budget.Take("instagram", 6));
        Assert.Null(budget.Take("instagram", 5));
    }

    [Fact]
    public void Take_AfterALongPause_HasNoMoreThanTheBurst()
    {
        var budget = Budget(perSecond: 10, burst: 100);
        budget.Take("instagram", 100);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(budget.Take("instagram", 100));
        Assert.NotNull(budget.Take("instagram", 1));
    }

    [Fact]
    public void Take_OfOnePartner_LeavesTheOthers()
    {
        var budget = Budget(perSecond: 10, burst: 100);
        budget.Take("instagram", 100);
        Assert.Null(budget.Take("haiket", 100));
    }

    [Fact]
    public void Take_ManySmallSteps_GivesTheRate()
    {
        var budget = Budget(perSecond: 1_000, burst: 100);
        Drain(budget);
        var granted = 0;
        for (var step = 0; step < 1_000; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(2));
            while (budget.Take("instagram", 1) is null)
                granted++;
        }

        Assert.InRange(granted, 1_998, 2_000);
    }

    private static void Drain(EnvelopeBudget budget)
    {
        while (budget.Take("instagram", 1) is null)
        {
        }
    }

    private EnvelopeBudget Budget(int perSecond, int burst) =>
        new(Options.Create(new AcceptOptions { EnvelopesPerSecond = perSecond, EnvelopeBurst = burst }), clock);
}
