using System.Collections.Concurrent;

namespace Relay.Functions.Limits;

/// <summary>
/// A token bucket for each key: in any time span no more is granted than the span times the rate and one burst. A key's bucket
/// begins full. Bounded: beyond the capacity, buckets that are full again are forgotten, which changes nothing for their keys.
/// </summary>
/// <param name="perSecond">What flows in.</param>
/// <param name="burst">What a bucket holds.</param>
/// <param name="capacity">Keys that are kept without looking for idle ones.</param>
/// <param name="clock">Time.</param>
internal sealed class TokenBuckets<TKey>(double perSecond, double burst, int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();
    private int _count;
    private int _twiceInUse;

    private sealed class Bucket
    {
        public double Tokens;
        public long At;
        public bool IsForgotten;
    }

    /// <summary>Buckets that are kept.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes an amount; null when there was enough, otherwise nothing was taken and this many seconds are to wait.</summary>
    public int? Take(TKey key, long amount)
    {
        while (true)
        {
            var bucket = Find(key);
            lock (bucket)
            {
                if (bucket.IsForgotten)
                    continue;
                Refill(bucket);
                if (bucket.Tokens < amount)
                    return (int)Math.Clamp(Math.Ceiling((amount - bucket.Tokens) / perSecond), 1, int.MaxValue);
                bucket.Tokens -= amount;
                return null;
            }
        }
    }

    /// <summary>Gives back what was taken and not used.</summary>
    public void GiveBack(TKey key, long amount)
    {
        // One that was forgotten meanwhile was full: then there is nothing to give back to.
        if (!_buckets.TryGetValue(key, out var bucket))
            return;
        lock (bucket)
            bucket.Tokens = Math.Min(burst, bucket.Tokens + amount);
    }

    /// <summary>What could be taken now.</summary>
    public long Available(TKey key)
    {
        if (!_buckets.TryGetValue(key, out var bucket))
            return (long)burst;
        lock (bucket)
        {
            Refill(bucket);
            return (long)bucket.Tokens;
        }
    }

    private Bucket Find(TKey key)
    {
        if (_buckets.TryGetValue(key, out var present))
            return present;

        var fresh = new Bucket { Tokens = burst, At = clock.GetTimestamp() };
        var bucket = _buckets.GetOrAdd(key, fresh);
        if (ReferenceEquals(bucket, fresh) && Interlocked.Increment(ref _count) > Math.Max(capacity, Volatile.Read(ref _twiceInUse)))
            ForgetFull(except: fresh);
        return bucket;
    }

    private void Refill(Bucket bucket)
    {
        var now = clock.GetTimestamp();
        bucket.Tokens = Math.Min(burst, bucket.Tokens + (clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
        bucket.At = now;
    }

    private void ForgetFull(Bucket except)
    {
        foreach (var entry in _buckets)
        {
            if (ReferenceEquals(entry.Value, except))
                continue;
            lock (entry.Value)
            {
                Refill(entry.Value);
                if (entry.Value.IsForgotten || entry.Value.Tokens < burst)
                    continue;
                entry.Value.IsForgotten = true;
            }

            _buckets.TryRemove(entry);
            Interlocked.Decrement(ref _count);
        }

        // The next time at twice of what is in use, so that looking through them all stays rare.
        Volatile.Write(ref _twiceInUse, Count * 2);
    }
}
