using System.Collections.Concurrent;

namespace Relay.Functions.Limits;

/// <summary>
/// So many places for each key, and so many more that may wait for one in the order in which they came. A wait is as long as the
/// work before it, which is bounded; beyond those that may wait there is no place at all.
/// </summary>
/// <param name="places">Places of a key.</param>
/// <param name="waiting">How many may wait.</param>
internal sealed class Bulkheads(int places, int waiting)
{
    // Keys are names of partners that have signed: as many as there are partners, so that none is ever forgotten.
    private readonly ConcurrentDictionary<string, Bulkhead> _bulkheads = new(StringComparer.Ordinal);

    private sealed class Bulkhead(int places)
    {
        public readonly SemaphoreSlim Places = new(places);
        public int Waiting;
    }

    /// <summary>A place, to be disposed of at the end of the work; null when too many wait.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public ValueTask<IDisposable?> EnterAsync(string key, CancellationToken cancel)
    {
        var bulkhead = _bulkheads.GetOrAdd(key, static (_, places) => new Bulkhead(places), places);
        if (bulkhead.Places.Wait(0, CancellationToken.None))
            return ValueTask.FromResult<IDisposable?>(new Place(bulkhead.Places));

        if (Interlocked.Increment(ref bulkhead.Waiting) <= waiting)
            return WaitAsync(bulkhead, cancel);

        Interlocked.Decrement(ref bulkhead.Waiting);
        return ValueTask.FromResult<IDisposable?>(null);
    }

    private static async ValueTask<IDisposable?> WaitAsync(Bulkhead bulkhead, CancellationToken cancel)
    {
        try
        {
            await bulkhead.Places.WaitAsync(cancel);
            return new Place(bulkhead.Places);
        }
        finally
        {
            Interlocked.Decrement(ref bulkhead.Waiting);
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
