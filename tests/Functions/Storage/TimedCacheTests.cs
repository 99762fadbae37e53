using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Storage;

public sealed class TimedCacheTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ManualClock clock = new();
    private int loads;

    [Fact]
    public async Task Get_WithinTheLifetime_LoadsOnce()
    {
        var cache = Cache();
        var first = await Get(cache, "a");
        clock.Advance(Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal((first, 1), (await Get(cache, "a"), loads));
    }

    [Fact]
    public async Task Get_AfterTheLifetime_LoadsAgain()
    {
        var cache = Cache();
        await Get(cache, "a");
        clock.Advance(Lifetime);
        Assert.Equal(("a2", 2), (await Get(cache, "a"), loads));
    }

    [Fact]
    public async Task Get_AfterASlowLoad_CountsTheLifetimeFromItsBegin()
    {
        var cache = Cache();
        var slow = new TaskCompletionSource<string?>();
        var first = cache.GetAsync("a", 0, (_, _) => slow.Task);
        clock.Advance(Lifetime);
        slow.SetResult("old");

        Assert.Equal("old", await first);
        Assert.Equal("a1", await Get(cache, "a"));
    }

    [Fact]
    public async Task Get_WhileALoadRuns_SharesIt()
    {
        var cache = Cache();
        var slow = new TaskCompletionSource<string?>();
        var gets = Enumerable.Range(0, 20).Select(_ => cache.GetAsync("a", 0, (_, _) =>
        {
            Interlocked.Increment(ref loads);
            return slow.Task;
        }).AsTask()).ToList();

        slow.SetResult("once");

        Assert.All(await Task.WhenAll(gets), value => Assert.Equal("once", value));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Get_FromManyThreads_SharesOneLoad()
    {
        var cache = Cache();
        using var together = new Barrier(4);
        var slow = new TaskCompletionSource<string?>();
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(async () =>
        {
            together.SignalAndWait();
            return await cache.GetAsync("a", 0, (_, _) =>
            {
                Interlocked.Increment(ref loads);
                return slow.Task;
            });
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
        slow.SetResult("once");
        await Task.WhenAll(threads);
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Get_AbsentValue_IsRememberedToo()
    {
        var cache = Cache();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await cache.GetAsync("a", 0, (_, _) =>
            {
                loads++;
                return Task.FromResult<string?>(null);
            }));
        }

        Assert.Equal(1, loads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_AfterAFailedLoad_LoadsAgain(bool synchronously)
    {
        var cache = Cache();
        await Assert.ThrowsAsync<TimeoutException>(async () => await cache.GetAsync("a", 0, (_, _) =>
            synchronously ? throw new TimeoutException() : Task.FromException<string?>(new TimeoutException())));
        Assert.Equal("a1", await Get(cache, "a"));
    }

    [Fact]
    public async Task Get_AfterACancelledLoad_LoadsAgain()
    {
        var cache = Cache();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.GetAsync("a", 0, (_, _) => Task.FromCanceled<string?>(new CancellationToken(true))));
        Assert.Equal("a1", await Get(cache, "a"));
    }

    [Fact]
    public async Task Get_AfterRemove_LoadsAgain()
    {
        var cache = Cache();
        await Get(cache, "a");
        await Get(cache, "b");

        cache.Remove("a");
        cache.Remove("not there");

        Assert.Equal(("a3", "b2"), (await Get(cache, "a"), await Get(cache, "b")));
    }

    [Fact]
    public async Task Get_RemovedWhileLoading_DoesNotKeepTheOldAnswer()
    {
        var cache = Cache();
        var slow = new TaskCompletionSource<string?>();
        var before = cache.GetAsync("a", 0, (_, _) => slow.Task);
        cache.Remove("a");
        slow.SetResult("old");

        Assert.Equal("old", await before);
        Assert.Equal("a1", await Get(cache, "a"));
    }

    [Fact]
    public async Task Get_MoreKeysThanTheCapacity_StartsAnewAndStaysBounded()
    {
        const int Capacity = 10;
        var cache = Cache(Capacity);
        for (var key = 0; key < 1_003; key++)
            await Get(cache, $"k{key}");

        // What is remembered answers although the store fails. The latest first, for the others take their places.
        var remembered = 0;
        for (var key = 1_002; key >= 0; key--)
        {
            var load = cache.GetAsync($"k{key}", 0, (_, _) => Task.FromException<string?>(new TimeoutException())).AsTask();
            remembered += load.IsCompletedSuccessfully ? 1 : 0;
        }

        Assert.InRange(remembered, 1, Capacity);
    }

    [Fact]
    public async Task Get_LifetimeZero_LoadsEachTime()
    {
        var cache = new TimedCache<string, string?>(TimeSpan.Zero, 10, clock);
        Assert.Equal(("a1", "a2"), (await Get(cache, "a"), await Get(cache, "a")));
    }

    private TimedCache<string, string?> Cache(int capacity = 100) => new(Lifetime, capacity, clock);

    private ValueTask<string?> Get(TimedCache<string, string?> cache, string key) =>
        cache.GetAsync(key, 0, (name, _) => Task.FromResult<string?>(name + ++loads));
}
