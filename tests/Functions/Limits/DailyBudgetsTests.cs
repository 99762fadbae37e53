using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.Storage;

namespace Relay.Functions.Tests.Limits;

public sealed class DailyBudgetsTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = new("home", "ana");

    private readonly MemoryTable _table = new("budgets");
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Take_ByTwoInstances_CountsOnce()
    {
        DailyBudgets[] instances = [Instance(userFinds: 5), Instance(userFinds: 5)];
        var refusals = new List<LimitRefusal?>();
        for (var i = 0; i < 8; i++)
            refusals.Add(await TakeAsync(instances[i % 2], Ana));

        Assert.Equal(5, refusals.Count(refusal => refusal is null));
        Assert.All(refusals.Skip(5), refusal => Assert.Equal((LimitTable.UserFindsDaily, 5L), (refusal!.Value.Limit, refusal.Value.Number)));
    }

    [Fact]
    public async Task Take_AtTheSameTime_GrantsNoMoreThanThereIs()
    {
        var budgets = Instance(userFinds: 10);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TakeAsync(budgets, Ana))));

        Assert.Equal(10, refusals.Count(refusal => refusal is null));
    }

    [Fact]
    public async Task Take_WhileOthersAlwaysCountFirst_IsRefusedInTheEnd()
    {
        var isOther = false;
        var other = Instance(userFinds: 1_000_000);
        _table.BeforeWrite = _ =>
        {
            if (isOther)
                return;
            isOther = true;
            TakeAsync(other, Ana).GetAwaiter().GetResult();
            isOther = false;
        };

        var refusal = await TakeAsync(Instance(userFinds: 1_000_000), Ana);

        Assert.Equal(1, refusal!.Value.RetryAfterSeconds);
    }

    [Fact]
    public async Task Take_NextDay_BeginsAnew()
    {
        var budgets = Instance(userFinds: 1);
        await TakeAsync(budgets, Ana);
        Assert.Equal(12 * 3600, (await TakeAsync(budgets, Ana))!.Value.RetryAfterSeconds);
        _clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await TakeAsync(budgets, Ana))!.Value.RetryAfterSeconds);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await TakeAsync(budgets, Ana));
    }

    [Fact]
    public async Task Take_OfOneUser_LeavesTheOthersAndOtherLimits()
    {
        var budgets = Instance(userFinds: 1);
        await TakeAsync(budgets, Ana);

        Assert.Null(await TakeAsync(budgets, new Address("home", "eva")));
        Assert.Null(await TakeAsync(budgets, new Address("abroad", "ana")));
        Assert.Null(await budgets.TakeAsync(LimitTable.UserContactsDaily, LimitTable.PartnerContactsDaily, Ana, None));
    }

    [Fact]
    public async Task Sweep_RemovesPastDaysOnly()
    {
        var budgets = Instance(userFinds: 9);
        await TakeAsync(budgets, Ana);
        _clock.Advance(TimeSpan.FromDays(1));
        await TakeAsync(budgets, Ana);

        Assert.Equal(0, await budgets.SweepAsync(_clock.GetUtcNow().AddDays(-1), None));
        Assert.Equal(2, await budgets.SweepAsync(_clock.GetUtcNow(), None));

        Assert.All(_table.Rows, row => Assert.StartsWith("20260302-", row.PartitionKey));
        Assert.Equal(2, _table.Rows.Count);
    }

    private static Task<LimitRefusal?> TakeAsync(DailyBudgets budgets, Address user) => budgets.TakeAsync(LimitTable.UserFindsDaily, LimitTable.PartnerFindsDaily, user, None);

    private DailyBudgets Instance(int userFinds) => new(
        _table,
        new AddressKeys(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) })),
        Options.Create(new LimitsOptions { UserFindsDaily = userFinds }),
        _clock);
}
