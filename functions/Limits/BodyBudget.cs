using Microsoft.Extensions.Options;
using Relay.Functions.Accept;

namespace Relay.Functions.Limits;

/// <summary>
/// Bytes of request bodies in this instance, taken before a body is read, so that no caller can make the program hold more than
/// agreed, one without a signature no more than others. A claimant is who a request says that it comes from: whoever lies about
/// it takes from that claimant's part only.
/// </summary>
internal sealed class BodyBudget(IOptions<LimitsOptions> options)
{
    private const int RetryAfterSeconds = 1;

    private readonly long _most = LimitTable.InstanceBytesInFlight.Number(options.Value);
    private readonly long _mostOfOne = LimitTable.PartnerBytesInFlight.Number(options.Value);

    // Keys are names of partners that exist, and two for all others.
    private readonly Dictionary<string, long> _claimed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _total;

    /// <summary>What a body of this announced length counts as; null is one that did not say.</summary>
    public static long Weight(long? contentLength) =>
        contentLength ?? (LimitTable.InstanceBytesInFlight.WhenUnsure == WhenUnsure.Closed ? AcceptOptions.MaxBodyBytes : 0);

    /// <summary>Takes bytes for a body; null when there was room, to be given back by <see cref="Leave"/>.</summary>
    public LimitRefusal? TryEnter(string claimant, long bytes)
    {
        lock (_gate)
        {
            var claimed = _claimed.GetValueOrDefault(claimant);
            if (claimed + bytes > _mostOfOne)
                return new LimitRefusal(LimitTable.PartnerBytesInFlight, _mostOfOne, RetryAfterSeconds);
            if (_total + bytes > _most)
                return new LimitRefusal(LimitTable.InstanceBytesInFlight, _most, RetryAfterSeconds);

            _claimed[claimant] = claimed + bytes;
            _total += bytes;
            return null;
        }
    }

    /// <summary>Gives back what <see cref="TryEnter"/> took.</summary>
    public void Leave(string claimant, long bytes)
    {
        lock (_gate)
        {
            _claimed[claimant] -= bytes;
            _total -= bytes;
        }
    }
}
