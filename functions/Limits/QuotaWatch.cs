using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Relay.Functions.Agreements;
using Relay.Functions.Receipts;
using Relay.Functions.Storage;

namespace Relay.Functions.Limits;

/// <summary>
/// Tells a partner that it is near one of its quotas (<c>quota.near</c>). Near a rate is who has taken, at one instance and within one
/// minute of the clock, at least 80 % of what the rate gives in a minute; near a bound of what is stored is who has 80 % of it. Each
/// partner is told of each quota at most once in an hour of the clock (UTC), whichever instance notices.
/// </summary>
internal sealed partial class QuotaWatch(AgreementMarks marks, IPartnerEvents events, TimeProvider clock, ILogger<QuotaWatch> logger)
{
    /// <summary>The share from which on it is near, in percent.</summary>
    public const int NearPercent = 80;

    private const int SecondsOfWindow = 60;

    // By partners that have signed, or exist: as many as there are, times three.
    private readonly ConcurrentDictionary<(string Partner, string Limit), Use> _uses = new();

    private sealed class Use
    {
        public long Minute;
        public long Taken;
        public long ToldInHour = -1;
    }

    /// <summary>Notes what was taken of a rate.</summary>
    public void Took(Limit limit, string partner, long amount, long perSecond)
    {
        var minute = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        var near = perSecond * SecondsOfWindow * NearPercent / 100;
        var use = _uses.GetOrAdd((partner, limit.Name), static _ => new Use());
        long taken;
        lock (use)
        {
            if (use.Minute != minute)
                (use.Minute, use.Taken) = (minute, 0);
            taken = use.Taken += amount;
        }

        if (taken >= near)
            Near(use, limit, partner, taken, perSecond * SecondsOfWindow);
    }

    /// <summary>Notes what is stored.</summary>
    public void Has(Limit limit, string partner, long amount, long most)
    {
        if ((decimal)amount * 100 >= (decimal)most * NearPercent)
            Near(_uses.GetOrAdd((partner, limit.Name), static _ => new Use()), limit, partner, amount, most);
    }

    private void Near(Use use, Limit limit, string partner, long amount, long most)
    {
        var hour = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;
        if (Interlocked.Exchange(ref use.ToldInHour, hour) != hour)
            _ = TellAsync(use, limit, partner, amount, most);
    }

    private async Task TellAsync(Use use, Limit limit, string partner, long amount, long most)
    {
        try
        {
            if (!await marks.TryMarkHourAsync(partner, limit.Name, clock.GetUtcNow(), CancellationToken.None))
                return;
            await events.TellAsync(
                partner,
                PartnerEventTypes.QuotaNear,
                new Dictionary<string, string>
                {
                    ["quota"] = limit.Name,
                    ["used"] = amount.ToString(CultureInfo.InvariantCulture),
                    ["of"] = most.ToString(CultureInfo.InvariantCulture),
                    ["percent"] = NearPercent.ToString(CultureInfo.InvariantCulture),
                },
                CancellationToken.None);
        }
        catch (Exception failure) when (failure is RequestFailedException || StoreFailures.IsPassing(failure))
        {
            // The next that is taken tries again.
            Volatile.Write(ref use.ToldInHour, -1);
            Log.Untold(logger, partner, limit.Name, failure.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "{Partner} could not be told that it is near {Limit} ({Failure})")]
        public static partial void Untold(ILogger logger, string partner, string limit, string failure);
    }
}
