using System.Collections.Concurrent;
using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Storage;

public sealed class GroupedWritesTests
{
    [Fact]
    public async Task Write_Alone_IsWrittenAtOnce()
    {
        var groups = new List<int[]>();
        var writes = new GroupedWrites<string, int>(100, (_, items) =>
        {
            groups.Add([.. items]);
            return Task.CompletedTask;
        });

        await writes.WriteAsync("a", 1);
        await writes.WriteAsync("a", 2);

        Assert.Equal([[1], [2]], groups);
    }

    [Fact]
    public async Task Writes_MadeWhileAGroupIsWritten_AreTheNextGroups_InOrderAndBounded()
    {
        var gate = new TaskCompletionSource();
        var groups = new ConcurrentQueue<int[]>();
        var writes = new GroupedWrites<string, int>(3, (_, items) =>
        {
            groups.Enqueue([.. items]);
            return gate.Task;
        });

        var all = Enumerable.Range(1, 6).Select(i => writes.WriteAsync("a", i)).ToArray();
        Assert.False(all[0].IsCompleted);
        gate.SetResult();
        await Task.WhenAll(all);

        Assert.Equal([[1], [2, 3, 4], [5, 6]], groups);
    }

    [Fact]
    public async Task Write_OfAGroupThatFails_FailsForThatGroupOnly()
    {
        var gate = new TaskCompletionSource();
        var count = 0;
        var writes = new GroupedWrites<string, int>(100, async (_, _) =>
        {
            var mine = ++count;
            await gate.Task;
            if (mine == 1)
                throw new IOException();
        });
        var first = writes.WriteAsync("a", 1);
        var second = writes.WriteAsync("a", 2);

        gate.SetResult();

        await Assert.ThrowsAsync<IOException>(() => first);
        await second;
    }

    [Fact]
    public async Task Write_OfAnotherKey_DoesNotWait()
    {
        var never = new TaskCompletionSource();
        var writes = new GroupedWrites<string, int>(100, (key, _) => key == "a" ? never.Task : Task.CompletedTask);
        _ = writes.WriteAsync("a", 1);

        await writes.WriteAsync("b", 2);
    }
}
