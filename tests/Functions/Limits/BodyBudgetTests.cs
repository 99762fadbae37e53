using Microsoft.Extensions.Options;
using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class BodyBudgetTests
{
    private const int OfOne = 20 * 1024 * 1024;
    private const int OfAll = 50 * 1024 * 1024;

    private readonly BodyBudget budget = new(Options.Create(new LimitsOptions { PartnerBytesInFlight = OfOne, InstanceBytesInFlight = OfAll }));

    [Fact]
    public void TryEnter_BeyondTheClaimantsPart_IsRefusedForThatClaimantAlone()
    {
        Assert.Null(budget.TryEnter("instagram", OfOne));
        var refusal = budget.TryEnter("instagram", 1);
        Assert.Equal((LimitTable.PartnerBytesInFlight, OfOne), (refusal!.Value.Limit, refusal.Value.Number));
        Assert.Null(budget.TryEnter("haiket", OfOne));
    }

    [Fact]
    public void TryEnter_BeyondTheWhole_IsRefusedForAll()
    {
        budget.TryEnter("instagram", OfOne);
        budget.TryEnter("haiket", OfOne);
        Assert.Equal(LimitTable.InstanceBytesInFlight, budget.TryEnter("", OfOne)!.Value.Limit);
        Assert.Null(budget.TryEnter("", OfAll - (2 * OfOne)));
        Assert.Equal(LimitTable.InstanceBytesInFlight, budget.TryEnter("whatsapp", 1)!.Value.Limit);
    }

    [Fact]
    public void Leave_WhatWasTaken_CanBeTakenAgain()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(budget.TryEnter("instagram", OfOne));
            budget.Leave("instagram", OfOne);
        }
    }

    [Fact]
    public void TryEnter_Refused_TakesNothing()
    {
        budget.TryEnter("instagram", OfOne - 1);
        Assert.NotNull(budget.TryEnter("instagram", 2));
        Assert.Null(budget.TryEnter("instagram", 1));
    }

    [Theory]
    [InlineData(0L, 0)]
    [InlineData(7L, 7)]
    [InlineData(null, 16 * 1024 * 1024)] // not said: as much as there may be
    public void Weight_OfALength_IsWhatMayCome(long? announced, long weight) => Assert.Equal(weight, BodyBudget.Weight(announced));

    [Fact]
    public async Task TryEnter_FromManyThreads_NeverHoldsMoreThanTheWhole()
    {
        const int Body = 5 * 1024 * 1024;
        long held = 0;
        var over = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(claimant => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (budget.TryEnter($"p{claimant}", Body) is not null)
                    continue;
                if (Interlocked.Add(ref held, Body) > OfAll)
                    Interlocked.Increment(ref over);
                Interlocked.Add(ref held, -Body);
                budget.Leave($"p{claimant}", Body);
            }
        })));
        Assert.Equal(0, over);
        for (var i = 0; i < OfAll / OfOne; i++)
            Assert.Null(budget.TryEnter($"q{i}", OfOne));
    }
}
