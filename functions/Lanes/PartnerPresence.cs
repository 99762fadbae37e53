using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>A partner that signs a request is there: if its breaker is open, that is a reason to probe it at once.</summary>
public sealed partial class PartnerPresence(LaneStore lanes, Breakers breakers, IOptions<LaneOptions> options, TimeProvider clock, ILogger<PartnerPresence> logger)
{
    // A probe that is due so soon is not worth a hurry.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _looked = new(StringComparer.Ordinal);
    private readonly TimeSpan _between = TimeSpan.FromSeconds(options.Value.WokenProbeSeconds);

    /// <summary>Notes a signed request of the partner. Looks after its breaker beside the request, and not at every one.</summary>
    public void Seen(string partner)
    {
        var now = clock.GetTimestamp();
        var last = _looked.GetOrAdd(partner, long.MinValue);
        if ((last == long.MinValue || clock.GetElapsedTime(last, now) >= _between) && _looked.TryUpdate(partner, now, last))
            _ = LookAsync(partner);
    }

    private async Task LookAsync(string partner)
    {
        try
        {
            var now = clock.GetUtcNow();
            if ((await lanes.ReadAsync(partner, CancellationToken.None)).Breaker is { State: BreakerState.Open } breaker
                && breaker.ProbeAt > now + Soon && breaker.LastTryAt + _between <= now)
            {
                await breakers.HurryAsync(breaker, CancellationToken.None);
            }
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure))
        {
            // The probe comes by itself, and the next request looks again.
            Log.NotLooked(logger, partner, failure.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3302, Level = LogLevel.Debug, Message = "The breaker of {Partner} could not be looked after ({Failure})")]
        public static partial void NotLooked(ILogger logger, string partner, string failure);
    }
}
