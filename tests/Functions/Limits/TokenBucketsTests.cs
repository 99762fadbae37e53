using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class TokenBucketsTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Take_WithinTheBurst_IsGranted()
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        Assert.Null(buckets.Take("instagram", 60));
        Assert.Null(buckets.Take("instagram", 40));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(95, 10)]
    [InlineData(100, 10)]
    [InlineData(long.MaxValue, int.MaxValue)] // can never be granted; still a number that a header can hold
    public void Take_FromAnEmptyBucket_SaysHowManySecondsToWait(long amount, int seconds)
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        buckets.Take("instagram", 100);
        Assert.Equal(seconds, buckets.Take("instagram", amount));
    }

    [Fact]
    public void Take_AlmostEnough_NeverSaysZeroSeconds()
    {
        var buckets = Buckets(perSecond: 1_000_000_000, burst: 100);
        buckets.Take("instagram", 100);
        Assert.Equal(1, buckets.Take("instagram", 1));
    }

    [Fact]
    public void Take_AfterTheWaitThatWasSaid_IsGranted()
    {
        var buckets = Buckets(perSecond: 7, burst: 100);
        buckets.Take("instagram", 100);
        for (var amount = 1; amount <= 100; amount += 9)
        {
            clock.Advance(TimeSpan.FromSeconds(buckets.Take("instagram", amount)!.Value));
            Assert.Null(buckets.Take("instagram", amount));
            Drain(buckets);
        }
    }

    [Fact]
    public void Take_Refused_TakesNothing()
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        buckets.Take("instagram", 95);
        Assert.NotNull(buckets.Take("instagram", 6));
        Assert.Null(buckets.Take("instagram", 5));
    }

    [Fact]
    public void Take_AfterALongPause_HasNoMoreThanTheBurst()
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        buckets.Take("instagram", 100);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(buckets.Take("instagram", 100));
        Assert.NotNull(buckets.Take("instagram", 1));
    }

    [Fact]
    public void Take_OfOneKey_LeavesTheOthers()
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        buckets.Take("instagram", 100);
        Assert.Null(buckets.Take("haiket", 100));
    }

    [Fact]
    public void GiveBack_WhatWasTaken_CanBeTakenAgainAndNoMore()
    {
        var buckets = Buckets(perSecond: 10, burst: 100);
        buckets.Take("instagram", 100);
        buckets.GiveBack("instagram", 30);
        Assert.Equal(30, buckets.Available("instagram"));
        buckets.GiveBack("instagram", 1_000);
        Assert.Equal(100, buckets.Available("instagram"));
        buckets.GiveBack("nobody", 1);
        Assert.Equal(100, buckets.Available("nobody"));
    }

    [Fact]
    public void Take_InStepsOfAnyLength_NeverGivesMoreThanRateTimesTimeAndBurst()
    {
        var random = new Random(4);
        var buckets = Buckets(perSecond: 333, burst: 50);
        var granted = 0L;
        var begin = clock.GetUtcNow();
        for (var step = 0; step < 5_000; step++)
        {
            clock.Advance(TimeSpan.FromTicks(random.Next(0, 100_000)));
            var amount = random.Next(1, 20);
            granted += buckets.Take("instagram", amount) is null ? amount : 0;
            Assert.True(granted <= Bound(333, 50, clock.GetUtcNow() - begin), $"{granted} at step {step}");
        }

        Drain(buckets, ref granted);
        Assert.InRange(granted, Bound(333, 0, clock.GetUtcNow() - begin), Bound(333, 50, clock.GetUtcNow() - begin));
    }

    [Fact]
    public async Task Take_FromManyThreadsWhileTimePasses_NeverGivesMoreThanRateTimesTimeAndBurst()
    {
        const int Threads = 3;
        var over = false;
        var sum = 0L;
        var buckets = Buckets(perSecond: 1_000, burst: 100);
        var begin = clock.GetUtcNow();
        using var together = new Barrier(Threads + 1);
        var takers = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                var granted = 0L;
                while (!Volatile.Read(ref over))
                    granted += buckets.Take("instagram", 1) is null ? 1 : 0;
                return granted;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();
        together.SignalAndWait();
        for (var step = 0; step < 1_000; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            // Emptied at each step by whoever comes first, so that nothing overflows and the sum is known from below too.
            Drain(buckets, ref sum);
        }

        Volatile.Write(ref over, true);
        sum += (await Task.WhenAll(takers)).Sum();

        Assert.InRange(sum, Bound(1_000, 99, clock.GetUtcNow() - begin), Bound(1_000, 100, clock.GetUtcNow() - begin));
    }

    [Fact]
    public void Keys_BeyondTheCapacity_AreForgottenWhenIdle()
    {
        var buckets = Buckets(perSecond: 10, burst: 100, capacity: 10);
        buckets.Take("busy", 100);
        for (var key = 0; key < 1_000; key++)
        {
            buckets.Take($"k{key}", 1);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(TimeSpan.FromMilliseconds(100));
        for (var key = 1_000; key < 2_000; key++)
        {
            buckets.Take($"k{key}", 1);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(buckets.Count, 1, 500);
    }

    [Fact]
    public void Keys_BeyondTheCapacity_KeepWhatTheyHaveTaken()
    {
        var buckets = Buckets(perSecond: 0.001, burst: 100, capacity: 10);
        buckets.Take("busy", 100);
        for (var key = 0; key < 1_000; key++)
            buckets.Take($"k{key}", 1);
        Assert.NotNull(buckets.Take("busy", 1));
        Assert.Equal(1_001, buckets.Count);
    }

    [Fact]
    public async Task Keys_ForgottenWhileTheyAreTakenFrom_GiveNoMoreThanTheirBursts()
    {
        const int Names = 500;
        const int Burst = 20;
        var buckets = Buckets(perSecond: 0.000_001, burst: Burst, capacity: 1);
        var granted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var sum = 0;
            for (var round = 0; round < Burst + 5; round++)
            {
                for (var key = 0; key < Names; key++)
                    sum += buckets.Take($"k{key}", 1) is null ? 1 : 0;
            }

            return sum;
        })));

        Assert.Equal(Names * Burst, granted.Sum());
    }

    private static long Bound(double perSecond, double burst, TimeSpan time) => (long)((perSecond * time.TotalSeconds) + burst + 1e-6);

    private static void Drain(TokenBuckets<string> buckets)
    {
        long granted = 0;
        Drain(buckets, ref granted);
    }

    private static void Drain(TokenBuckets<string> buckets, ref long by)
    {
        while (buckets.Take("instagram", 1) is null)
            by++;
    }

    private TokenBuckets<string> Buckets(double perSecond, double burst, int capacity = 1_000) => new(perSecond, burst, capacity, clock);
}
