using System.Collections.Concurrent;

namespace Relay.Functions.Storage;

/// <summary>
/// Remembers what a store answered for a few seconds, absence included. Loads of the same key share one call; a failed load
/// is not remembered. Bounded: when it is full it starts anew, which costs reads and nothing else.
/// </summary>
/// <param name="lifetime">How long an answer may be used after the read began.</param>
/// <param name="capacity">The most keys it holds.</param>
/// <param name="clock">Time.</param>
public sealed class TimedCache<TKey, TValue>(TimeSpan lifetime, int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private int _count;

    private readonly record struct Entry(long ReadAt, Task<TValue> Value);

    /// <summary>Gives the remembered answer at once, or the running or new load.</summary>
    public ValueTask<TValue> GetAsync<TState>(TKey key, TState state, Func<TKey, TState, Task<TValue>> load)
    {
        if (_entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.ReadAt) < lifetime && !entry.Value.IsFaulted && !entry.Value.IsCanceled)
            return new ValueTask<TValue>(entry.Value);

        return new ValueTask<TValue>(Load(key, state, load));
    }

    /// <summary>Forgets one key: this instance made the change itself.</summary>
    public void Remove(TKey key)
    {
        if (_entries.TryRemove(key, out _))
            Interlocked.Decrement(ref _count);
    }

    private Task<TValue> Load<TState>(TKey key, TState state, Func<TKey, TState, Task<TValue>> load)
    {
        var readAt = clock.GetTimestamp();
        var completion = new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fresh = new Entry(readAt, completion.Task);
        while (true)
        {
            if (_entries.TryGetValue(key, out var present))
            {
                if (clock.GetElapsedTime(present.ReadAt) < lifetime && !present.Value.IsFaulted && !present.Value.IsCanceled)
                    return present.Value;
                if (_entries.TryUpdate(key, fresh, present))
                    break;
            }
            else if (_entries.TryAdd(key, fresh))
            {
                if (Interlocked.Increment(ref _count) > capacity)
                {
                    _entries.Clear();
                    Volatile.Write(ref _count, 0);
                }

                break;
            }
        }

        _ = RunAsync(key, state, load, completion);
        return completion.Task;
    }

    private static async Task RunAsync<TState>(TKey key, TState state, Func<TKey, TState, Task<TValue>> load, TaskCompletionSource<TValue> completion)
    {
        try
        {
            completion.SetResult(await load(key, state));
        }
        catch (Exception failure)
        {
            // Handed to whoever waits; observed here so that an abandoned wait does not end up unobserved.
            completion.SetException(failure);
            _ = completion.Task.Exception;
        }
    }
}
