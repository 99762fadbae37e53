namespace Relay.Local.Scale.Simulation;

/// <summary>How much of what senders send comes through to the queue: a sender's envelopes a second are bounded in an instance.</summary>
/// <param name="limits">The program's.</param>
public sealed class Acceptance(Limits limits)
{
    /// <summary>The share of a second's envelopes that is worked on; the rest is answered 429.</summary>
    /// <param name="sent">What each sender sends in a usual second: the weight of it in the whole.</param>
    /// <param name="envelopes">Envelopes that are sent in this second, those that are sent again among them.</param>
    /// <param name="instances">Instances that accept.</param>
    public double Share(double[] sent, double envelopes, double instances)
    {
        var all = sent.Sum();
        if (all <= 0 || envelopes <= 0)
            return 1;

        var allowed = limits.Quotas.PartnerEnvelopesPerSecond * instances;
        return sent.Select(one => one / all).Where(weight => weight > 0).Sum(weight => weight * Math.Min(1, allowed / (envelopes * weight)));
    }
}
