using System.Collections.Concurrent;

namespace Relay.Functions.Limits;

/// <summary>Token buckets of partners whose agreements have quotas of their own. A quota that is changed begins with a full bucket.</summary>
internal sealed class QuotaBuckets(LimitsOptions options, TimeProvider clock)
{
    // Partners with a quota of one number; far more than there are.
    private const int Keys = 10_000;

    // By limit and number: as many as operators have chosen.
    private readonly ConcurrentDictionary<(string Limit, long PerSecond), TokenBuckets<string>> _buckets = new();

    /// <summary>Takes an amount; null when there was enough, otherwise nothing was taken and this many seconds are to wait.</summary>
    public int? Take(Limit limit, long quota, string partner, long amount) => Of(limit, quota).Take(partner, amount);

    /// <summary>Gives back what was taken and not used.</summary>
    public void GiveBack(Limit limit, long quota, string partner, long amount) => Of(limit, quota).GiveBack(partner, amount);

    /// <summary>What could be taken now.</summary>
    public long Available(Limit limit, long quota, string partner) => Of(limit, quota).Available(partner);

    private TokenBuckets<string> Of(Limit limit, long quota) =>
        _buckets.GetOrAdd((limit.Name, quota), static (key, by) => new TokenBuckets<string>(key.PerSecond, Quotas.Burst(by.limit, key.PerSecond, by.options), Keys, by.clock), (limit, options, clock));
}
