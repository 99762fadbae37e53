using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>What of a second comes through to the queue.</summary>
/// <param name="Share">The share of envelopes that is worked on; the rest is answered 429.</param>
/// <param name="Calls">Calls under way that wait for the namespace that is away, or for their turn behind such ones.</param>
public readonly record struct Admitted(double Share, double Calls);

/// <summary>
/// How much of what senders send comes through to the queue: a sender's envelopes a second, and its calls that are under way, are bounded in
/// an instance. A call with an envelope for a silent namespace is under way for as long as accept waits for it, with all its other envelopes.
/// </summary>
/// <param name="model">How senders gather.</param>
/// <param name="limits">The program's.</param>
public sealed class Acceptance(NumberFile model, Limits limits)
{
    /// <summary>What is admitted in a second.</summary>
    /// <param name="sent">What each sender sends in a usual second: the weight of it in the whole.</param>
    /// <param name="envelopes">Envelopes that are sent in this second, those that are sent again among them.</param>
    /// <param name="stuck">The share of them that goes to the namespace that is away.</param>
    /// <param name="heldSeconds">For so long such a call is held.</param>
    /// <param name="instances">Instances that accept.</param>
    public Admitted Of(double[] sent, double envelopes, double stuck, double heldSeconds, double instances)
    {
        var all = sent.Sum();
        if (all <= 0 || envelopes <= 0)
            return new Admitted(1, 0);

        double share = 0, calls = 0;
        foreach (var weight in sent.Select(one => one / all).Where(weight => weight > 0))
        {
            var rate = envelopes * weight;
            var request = Packing.Request(model, rate);
            var wanted = rate / request * (1 - Math.Pow(1 - Math.Min(1, stuck), request)) * heldSeconds;
            var places = limits.Quotas.PartnerRequestsInFlight * instances;
            var allowed = limits.Quotas.PartnerEnvelopesPerSecond * instances;
            share += weight * Math.Min(1, Math.Min(places / Math.Max(wanted, double.Epsilon), allowed / rate));
            calls += Math.Min(wanted, places + (limits.Quotas.PartnerRequestsInFlightWaiting * instances));
        }

        return new Admitted(share, calls);
    }
}
