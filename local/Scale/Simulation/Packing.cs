using Relay.Functions.Accept;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>
/// How many queue messages requests become. The envelopes of one request that go to one lane travel in one message, and a keyed hash
/// chooses the lane, so that a sender cannot group by it: a request fills as many messages as it meets lanes.
/// </summary>
public static class Packing
{
    /// <summary>Lanes of a partner that a request meets, on average.</summary>
    /// <param name="envelopes">Envelopes of the request.</param>
    /// <param name="share">The share of them that goes to this partner.</param>
    /// <param name="lanes">The partner's lanes.</param>
    public static double Met(double envelopes, double share, int lanes) => lanes * (1 - Math.Pow(1 - (share / lanes), envelopes));

    /// <summary>Envelopes of a request of a sender that gathers for a moment, on average.</summary>
    /// <param name="model">How long it gathers, on how many servers, and how many recipients messages have.</param>
    /// <param name="rate">Envelopes a second of the sender, more than 0.</param>
    public static double Request(NumberFile model, double rate)
    {
        var recipients = 1 / (1 - model["traffic.groupShare"] + (model["traffic.groupShare"] / model["traffic.groupRecipients"]));
        var server = rate / Math.Max(1, Math.Ceiling(rate / model["partner.serverEnvelopesPerSecond"]));
        var gathered = server / recipients * model["partner.waitMilliseconds"] / 1000;
        // Of messages that come at random, what a window that holds any holds on average.
        var messages = gathered < 1e-6 ? 1 : gathered / (1 - Math.Exp(-gathered));
        return Math.Min(AcceptOptions.MaxEnvelopes, messages * recipients);
    }
}
