using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Limits;

/// <summary>
/// The bounds of what is parked, for a partner with a quota its own, by the lane records as they were read a moment ago and what this instance has accepted since. A
/// lane that is not parked has room: what goes there is delivered at once. So a bound is overrun by no more than what all instances
/// accept between two reads and what waits in the queue. Accepting waits for the first read alone; later ones run beside it.
/// </summary>
internal sealed partial class LaneRoom(
    ILaneStore store, IPartners partners, QuotaWatch watch, IOptions<LimitsOptions> options, TimeProvider clock, ILogger<LaneRoom> logger) : ILaneRoom
{
    private const int Capacity = 10_000;

    // The wait that is asked for: until the next probe when one is due, otherwise long enough for a drain or a fetch to make room.
    private const int UsualWaitSeconds = 30;
    private const int LeastWaitSeconds = 5;
    private const int LongestWaitSeconds = 300;

    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(2);

    // Accepting must not become as slow as a store that is ill.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStale = TimeSpan.FromSeconds(10);

    private readonly TimedCache<string, ParkedBytes?> _cache = new(CacheTime, Capacity, clock);

    // By recipients' partners, which exist: as many as there are.
    private readonly ConcurrentDictionary<string, (long ReadAt, ParkedBytes Parked)> _last = new(StringComparer.Ordinal);
    private readonly long _mostOfPartner = LimitTable.ParkedPartnerBytes.Number(options.Value);
    private readonly long _mostOfPair = LimitTable.ParkedPairBytes.Number(options.Value);

    /// <inheritdoc/>
    public async ValueTask<LimitRefusal?> RefusedAsync(string sender, Lane lane, int bytes)
    {
        // Ephemeral envelopes are never parked; their lanes share keys with normal ones.
        if (lane.Class == EnvelopeClass.Ephemeral)
            return null;

        if (await FindAsync(lane.Partner) is not { } parked)
            return WhenUnsure(LimitTable.ParkedPartnerBytes, _mostOfPartner) ?? WhenUnsure(LimitTable.ParkedPairBytes, _mostOfPair);
        if (parked.Lanes.Find(lane) is not { Mode: LaneMode.Parked })
            return null;

        return parked.Add(sender, bytes, _mostOfPair) switch
        {
            ParkedBound.Partner => new LimitRefusal(LimitTable.ParkedPartnerBytes, parked.Most, WaitSeconds(parked.Lanes)),
            ParkedBound.Pair => new LimitRefusal(LimitTable.ParkedPairBytes, _mostOfPair, WaitSeconds(parked.Lanes)),
            _ => null,
        };
    }

    private ValueTask<ParkedBytes?> FindAsync(string partner)
    {
        var read = _cache.GetAsync(partner, this, static (partner, room) => room.ReadAsync(partner)).AsTask();
        return !read.IsCompleted && _last.TryGetValue(partner, out var last) && clock.GetElapsedTime(last.ReadAt) < LongestStale
            ? ValueTask.FromResult<ParkedBytes?>(last.Parked)
            : new ValueTask<ParkedBytes?>(read);
    }

    private async Task<ParkedBytes?> ReadAsync(string partner)
    {
        var readAt = clock.GetTimestamp();
        using var time = new CancellationTokenSource(LongestRead, clock);
        try
        {
            var lanes = await store.ReadAsync(partner, time.Token).WaitAsync(time.Token);
            var quotas = (await partners.FindAsync(partner).AsTask().WaitAsync(time.Token))?.Agreement.Quotas ?? AgreementQuotas.None;
            var parked = new ParkedBytes(lanes, Quotas.Number(LimitTable.ParkedPartnerBytes, quotas, options.Value));
            _last[partner] = (readAt, parked);
            watch.Has(LimitTable.ParkedPartnerBytes, partner, parked.Total, parked.Most);
            return parked;
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
