using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Relay.Functions.Lanes;

/// <summary>Spaces what is drained for one partner, so that one that comes back is not run over by what has gathered.</summary>
public sealed class DrainPace(IOptions<LaneOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Next> _next = new(StringComparer.Ordinal);
    private readonly double _perSecond = options.Value.DrainEnvelopesPerSecond;

    private sealed class Next
    {
        public DateTimeOffset At;
    }

    /// <summary>Waits until the partner may get that many envelopes more.</summary>
    public Task WaitAsync(string partner, int envelopes, CancellationToken cancel)
    {
        var next = _next.GetOrAdd(partner, _ => new Next());
        TimeSpan wait;
        lock (next)
        {
            var now = clock.GetUtcNow();
            if (next.At < now)
                next.At = now;
            wait = next.At - now;
            next.At += TimeSpan.FromSeconds(envelopes / _perSecond);
        }

        return wait < TimeSpan.FromMilliseconds(1) ? Task.CompletedTask : Task.Delay(wait, clock, cancel);
    }
}
