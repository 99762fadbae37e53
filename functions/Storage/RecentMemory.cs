using System.Collections.Concurrent;

namespace Relay.Functions.Storage;

/// <summary>A bounded memory of what was new lately, in two generations so that the oldest go in one step. The first value of a key stands.</summary>
/// <param name="capacity">The most entries; 0 remembers nothing.</param>
/// <param name="clock">Tells since when nothing was forgotten.</param>
internal sealed class RecentMemory<TKey, TValue>(int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly int _generationSize = Math.Max(capacity / 2, 1);
    private readonly bool _enabled = capacity > 0;
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private int _youngCount;
    private DateTimeOffset _youngSince = clock.GetUtcNow();

    /// <summary>Everything that was added since this moment is remembered.</summary>
    public DateTimeOffset CompleteSince { get; private set; } = clock.GetUtcNow();

    public bool TryGet(TKey key, out TValue value) => _young.TryGetValue(key, out value!) || _old.TryGetValue(key, out value!);

    public void Add(TKey key, TValue value)
    {
        if (!_enabled || !_young.TryAdd(key, value))
            return;

        // One thread of several turns the generation, or the second would throw away what the first has just kept.
        if (Interlocked.Increment(ref _youngCount) != _generationSize)
            return;

        _old = _young;
        _young = new();
        CompleteSince = _youngSince;
        _youngSince = clock.GetUtcNow();
        Volatile.Write(ref _youngCount, 0);
    }
}
