using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Storage;

public sealed class SharedReadsTests
{
    [Fact]
    public async Task Read_CalledWhileAnotherRuns_GetsTheOneThatBeginsAfterIt()
    {
        var store = new Store();
        var reads = new SharedReads<string, int>(store.ReadAsync);
        var first = reads.ReadAsync("a");
        var second = reads.ReadAsync("a");
        var third = reads.ReadAsync("a");
        Assert.Equal(1, store.Begun);

        store.Value = 1;
        store.Answer();
        Assert.Equal(1, await first);
        store.Value = 2;
        await store.BegunAsync(2);
        store.Answer();

        Assert.All(await Task.WhenAll(second, third), value => Assert.Equal(2, value));
        Assert.Equal(2, store.Begun);
    }

    [Fact]
    public async Task Read_AfterAnotherEnded_ReadsAgain()
    {
        var store = new Store();
        var reads = new SharedReads<string, int>(store.ReadAsync);
        var first = reads.ReadAsync("a");
        store.Answer();
        await first;

        var second = reads.ReadAsync("a");
        await store.BegunAsync(2);
        store.Value = 7;
        store.Answer();

        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Read_ThatFails_FailsForItsOwnCallersOnly()
    {
        var store = new Store();
        var reads = new SharedReads<string, int>(store.ReadAsync);
        var first = reads.ReadAsync("a");
        var second = reads.ReadAsync("a");

        store.Fail();
        await Assert.ThrowsAsync<IOException>(() => first);
        await store.BegunAsync(2);
        store.Answer();

        Assert.Equal(0, await second);
    }

    [Fact]
    public async Task Read_OfAnotherKey_DoesNotWait()
    {
        var store = new Store();
        var reads = new SharedReads<string, int>(store.ReadAsync);
        _ = reads.ReadAsync("a");

        _ = reads.ReadAsync("b");

        await store.BegunAsync(2);
    }

    private sealed class Store
    {
        private readonly SemaphoreSlim begun = new(0);
        private readonly Queue<TaskCompletionSource> running = new();
        private int seen;

        public int Begun { get; private set; }

        public int Value { get; set; }

        public async Task<int> ReadAsync(string key)
        {
            var gate = new TaskCompletionSource();
            lock (running)
            {
                Begun++;
                running.Enqueue(gate);
            }

            begun.Release();
            await gate.Task;
            return Value;
        }

        public void Answer() => Take().SetResult();

        public void Fail() => Take().SetException(new IOException());

        public async Task BegunAsync(int count)
        {
            for (; seen < count; seen++)
                Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        private TaskCompletionSource Take()
        {
            lock (running)
                return running.Dequeue();
        }
    }
}
