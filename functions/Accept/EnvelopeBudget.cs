using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Relay.Functions.Accept;

/// <summary>
/// A token bucket of envelopes for each partner. It fails open across instances: each has its own, so that a partner's true
/// limit is this one times the number of instances.
/// </summary>
internal sealed class EnvelopeBudget(IOptions<AcceptOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly double _perSecond = options.Value.EnvelopesPerSecond;
    private readonly double _burst = options.Value.EnvelopeBurst;

    private sealed class Bucket
    {
        public double Tokens;
        public long At;
    }

    /// <summary>Takes envelopes from a partner's budget; null when there were enough, otherwise the seconds to wait.</summary>
    public int? Take(string partner, int envelopes)
    {
        var bucket = _buckets.GetOrAdd(partner, _ => new Bucket { Tokens = _burst, At = clock.GetTimestamp() });
        lock (bucket)
        {
            var now = clock.GetTimestamp();
            bucket.Tokens = Math.Min(_burst, bucket.Tokens + (clock.GetElapsedTime(bucket.At, now).TotalSeconds * _perSecond));
            bucket.At = now;
            if (bucket.Tokens >= envelopes)
            {
                bucket.Tokens -= envelopes;
                return null;
            }

            return (int)Math.Ceiling((envelopes - bucket.Tokens) / _perSecond);
        }
    }
}
