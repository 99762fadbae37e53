using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class BulkheadsTests
{
    [Fact]
    public async Task Enter_BeyondThePlacesAndThoseThatMayWait_HasNone()
    {
        var bulkheads = new Bulkheads(places: 2, waiting: 1);
        Assert.NotNull(await Enter(bulkheads));
        Assert.NotNull(await Enter(bulkheads));
        var waits = Enter(bulkheads);
        Assert.Null(await Enter(bulkheads));
        Assert.False(waits.IsCompleted);
    }

    [Fact]
    public async Task Enter_OfOnePartner_LeavesTheOthers()
    {
        var bulkheads = new Bulkheads(places: 1, waiting: 0);
        Assert.NotNull(await Enter(bulkheads));
        Assert.Null(await Enter(bulkheads));
        Assert.NotNull(await bulkheads.EnterAsync("haiket", CancellationToken.None));
    }

    [Fact]
    public async Task Enter_WhileOthersWait_ComesAfterThem()
    {
        var bulkheads = new Bulkheads(places: 1, waiting: 3);
        var place = await Enter(bulkheads);
        List<Task<IDisposable?>> waiting = [Enter(bulkheads), Enter(bulkheads), Enter(bulkheads)];
        foreach (var next in waiting)
        {
            Assert.All(waiting.SkipWhile(task => task != next), task => Assert.False(task.IsCompleted));
            place!.Dispose();
            place = await next.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Place_DisposedOfTwice_IsGivenBackOnce()
    {
        var bulkheads = new Bulkheads(places: 1, waiting: 0);
        var place = await Enter(bulkheads);
        place!.Dispose();
        place.Dispose();
        Assert.NotNull(await Enter(bulkheads));
        Assert.Null(await Enter(bulkheads));
    }

    [Fact]
    public async Task Wait_OfACallerThatHasGone_TakesNoPlace()
    {
        var bulkheads = new Bulkheads(places: 1, waiting: 1);
        using var gone = new CancellationTokenSource();
        var place = await Enter(bulkheads);
        var waits = bulkheads.EnterAsync("instagram", gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);

        var next = Enter(bulkheads);
        place!.Dispose();
        Assert.NotNull(await next.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Enter_FromManyThreads_NeverHasMoreInsideThanPlaces()
    {
        var bulkheads = new Bulkheads(places: 3, waiting: 10_000);
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(async () =>
        {
            using var place = await Enter(bulkheads);
            Assert.NotNull(place);
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref done);
        })));
        Assert.Equal((300, true), (done, most <= 3));
    }

    private static Task<IDisposable?> Enter(Bulkheads bulkheads) => bulkheads.EnterAsync("instagram", CancellationToken.None).AsTask();

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
