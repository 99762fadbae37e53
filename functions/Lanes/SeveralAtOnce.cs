using System.Collections.Concurrent;

namespace Relay.Functions.Lanes;

/// <summary>Does something for each of many, some of them side by side.</summary>
internal static class SeveralAtOnce
{
    /// <summary>
    /// Ends when all are done. Unlike Parallel.ForEachAsync it stays in the caller's context: the rules of the lanes run under
    /// a scheduler that decides what happens next.
    /// </summary>
    /// <param name="items">What is to be done.</param>
    /// <param name="most">The most at a time.</param>
    /// <param name="run">Does one.</param>
    public static Task RunAsync<T>(IEnumerable<T> items, int most, Func<T, Task> run)
    {
        var waiting = new ConcurrentQueue<T>(items);
        return Task.WhenAll(Enumerable.Range(0, Math.Min(most, waiting.Count)).Select(_ => WorkAsync(waiting, run)));
    }

    private static async Task WorkAsync<T>(ConcurrentQueue<T> waiting, Func<T, Task> run)
    {
        while (waiting.TryDequeue(out var item))
            await run(item);
    }
}
