using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;

namespace Relay.Functions.Lanes;

/// <summary>Bounds the calls that this instance has under way to one partner.</summary>
public sealed class CallGate(IOptions<DeliveryOptions> options, Random random, TimeProvider clock)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);
    private readonly int _most = options.Value.MostCallsPerPartner;
    private readonly TimeSpan _wait = TimeSpan.FromMilliseconds(options.Value.CallWaitMilliseconds);

    private sealed class Gate(int most)
    {
        private const int Weight = 8;

        private long _meanTicks;

        public SemaphoreSlim Places { get; } = new(most);

        public TimeSpan Mean => new(Volatile.Read(ref _meanTicks));

        // A moving mean; that two calls that end together may count as one does no harm.
        public void Took(TimeSpan time) => Volatile.Write(ref _meanTicks, _meanTicks + ((time.Ticks - _meanTicks) / Weight));
    }

    /// <summary>Takes a place, to be given back by disposing of it; null when none came free in time.</summary>
    /// <param name="partner">Whom to call.</param>
    /// <param name="waits">Whether to wait a little: a call that waits holds a session that another lane could use.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async ValueTask<IDisposable?> TryEnterAsync(string partner, bool waits, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd(partner, _ => new Gate(_most));
        return gate.Places.Wait(0, CancellationToken.None) || (waits && await WaitAsync(gate.Places, cancel)) ? new Place(gate, clock) : null;
    }

    /// <summary>
    /// For how long a lane that got no place is parked: so that the lanes that wait ask about twice for each place that comes free,
    /// and not in vain all the time beside the lanes of others.
    /// </summary>
    /// <param name="partner">Whom to call.</param>
    /// <param name="lanes">How many lanes wait, or may.</param>
    public TimeSpan BusyWait(string partner, int lanes)
    {
        var mean = _gates.TryGetValue(partner, out var gate) ? gate.Mean : TimeSpan.Zero;
        var fair = mean * lanes / (2 * _most);
        var wait = fair < ShortestWait ? ShortestWait : fair > LongestWait ? LongestWait : fair;
        return wait * (0.75 + (0.5 * random.NextDouble()));
    }

    private async Task<bool> WaitAsync(SemaphoreSlim places, CancellationToken cancel)
    {
        using var bound = new CancellationTokenSource(_wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
        try
        {
            await places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private sealed class Place(Gate gate, TimeProvider clock) : IDisposable
    {
        private readonly long _since = clock.GetTimestamp();
        private Gate? _gate = gate;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gate, null) is not { } left)
                return;
            left.Took(clock.GetElapsedTime(_since));
            left.Places.Release();
        }
    }
}
