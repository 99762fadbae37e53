using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;

namespace Relay.Functions.Lanes;

/// <summary>Bounds the calls that this instance has under way to one partner.</summary>
public sealed class CallGate(IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>For how long a lane that got no place is parked.</summary>
    public static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly int _most = options.Value.MostCallsPerPartner;
    private readonly TimeSpan _wait = TimeSpan.FromMilliseconds(options.Value.CallWaitMilliseconds);

    /// <summary>Takes a place, to be given back by disposing of it; null when none came free in time.</summary>
    public async ValueTask<IDisposable?> TryEnterAsync(string partner, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd(partner, _ => new SemaphoreSlim(_most));
        return gate.Wait(0, CancellationToken.None) || await WaitAsync(gate, cancel) ? new Place(gate) : null;
    }

    private async Task<bool> WaitAsync(SemaphoreSlim gate, CancellationToken cancel)
    {
        using var bound = new CancellationTokenSource(_wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
        try
        {
            await gate.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private sealed class Place(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
