using Azure;
using Microsoft.Extensions.Options;
using Relay.Functions.Lanes;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Limits;

/// <summary>
/// The bounds of what is parked, by the lane records as they were read a moment ago and what this instance has accepted since. A
/// lane that is not parked has room: what goes there is delivered at once. So a bound is overrun by no more than what all instances
/// accept within the cache's time and what waits in the queue.
/// </summary>
internal sealed partial class LaneRoom(ILaneStore store, IOptions<LimitsOptions> options, TimeProvider clock, ILogger<LaneRoom> logger) : ILaneRoom
{
    private const int Capacity = 10_000;

    // The wait that is asked for: until the next probe when one is due, otherwise long enough for a drain or a fetch to make room.
    private const int UsualWaitSeconds = 30;
    private const int LeastWaitSeconds = 5;
    private const int LongestWaitSeconds = 300;

    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(2);

    // Accepting must not become as slow as a store that is ill.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    private readonly TimedCache<string, ParkedBytes?> _cache = new(CacheTime, Capacity, clock);
    private readonly long _mostOfPartner = LimitTable.ParkedPartnerBytes.Number(options.Value);
    private readonly long _mostOfPair = LimitTable.ParkedPairBytes.Number(options.Value);

    /// <inheritdoc/>
    public async ValueTask<LimitRefusal?> RefusedAsync(string sender, Lane lane, int bytes)
    {
        // Ephemeral envelopes are never parked; their lanes share keys with normal ones.
        if (lane.Class == EnvelopeClass.Ephemeral)
            return null;

        if (await _cache.GetAsync(lane.Partner, this, static (partner, room) => room.ReadAsync(partner)) is not { } parked)
            return WhenUnsure(LimitTable.ParkedPartnerBytes, _mostOfPartner) ?? WhenUnsure(LimitTable.ParkedPairBytes, _mostOfPair);
        if (parked.Lanes.Find(lane) is not { Mode: LaneMode.Parked })
            return null;

        return parked.Add(sender, bytes, _mostOfPartner, _mostOfPair) switch
        {
            ParkedBound.Partner => new LimitRefusal(LimitTable.ParkedPartnerBytes, _mostOfPartner, WaitSeconds(parked.Lanes)),
            ParkedBound.Pair => new LimitRefusal(LimitTable.ParkedPairBytes, _mostOfPair, WaitSeconds(parked.Lanes)),
            _ => null,
        };
    }

    private async Task<ParkedBytes?> ReadAsync(string partner)
    {
        using var time = new CancellationTokenSource(LongestRead, clock);
        try
        {
            return new ParkedBytes(await store.ReadAsync(partner, time.Token).WaitAsync(time.Token));
        }
        catch (Exception failure) when (failure is RequestFailedException || StoreFailures.IsPassing(failure))
        {
            // Remembered like an answer, so that not every request waits for a store that is ill.
            Log.Unknown(logger, failure.GetType().Name);
            return null;
        }
    }

    private static LimitRefusal? WhenUnsure(Limit limit, long number) =>
        limit.WhenUnsure == Limits.WhenUnsure.Open ? null : new LimitRefusal(limit, number, LeastWaitSeconds);

    private int WaitSeconds(PartnerLanes lanes) => lanes.Breaker is { State: BreakerState.Open } open
        ? (int)Math.Clamp(Math.Ceiling((open.ProbeAt - clock.GetUtcNow()).TotalSeconds), LeastWaitSeconds, LongestWaitSeconds)
        : UsualWaitSeconds;

    private static partial class Log
    {
        [LoggerMessage(EventId = 2100, Level = LogLevel.Warning, Message = "The lane records did not answer ({Failure}); for 2 s the bounds of parked bytes are not known")]
        public static partial void Unknown(ILogger logger, string failure);
    }
}
