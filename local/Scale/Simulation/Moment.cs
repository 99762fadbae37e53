using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>The flows of one relay at one moment, before anything holds them up.</summary>
public sealed class Moment
{
    private Moment(int partners)
    {
        Envelopes = new double[partners];
        Messages = new double[partners];
        Sent = new double[partners];
    }

    /// <summary>Envelopes a second to each partner.</summary>
    public double[] Envelopes { get; }

    /// <summary>Queue messages a second to each partner.</summary>
    public double[] Messages { get; }

    /// <summary>Envelopes a second from each partner.</summary>
    public double[] Sent { get; }

    /// <summary>Requests a second of all partners.</summary>
    public double Requests { get; private set; }

    /// <summary>Cores that accepting takes, host included.</summary>
    public double AcceptCores { get; private set; }

    /// <summary>Envelopes to a message for a partner.</summary>
    public double Packed(int partner) => Messages[partner] > 0 ? Envelopes[partner] / Messages[partner] : 1;

    /// <summary>The flows at a second of the day.</summary>
    /// <param name="traffic">Who writes.</param>
    /// <param name="lanes">Lanes of each partner.</param>
    /// <param name="model">How senders gather.</param>
    /// <param name="operations">What requests take.</param>
    /// <param name="second">The second of the day.</param>
    /// <param name="scale">Multiplies what a sender sends, by its number.</param>
    public static Moment At(Traffic traffic, int[] lanes, NumberFile model, MessageOperations operations, double second, Func<int, double>? scale = null)
    {
        var moment = new Moment(traffic.Partners);
        var flows = new double[traffic.Partners, traffic.Partners];
        for (var to = 0; to < traffic.Partners; to++)
        {
            var rate = traffic.To(to, second);
            for (var from = 0; from < traffic.Partners; from++)
            {
                flows[from, to] = rate * traffic.Share(from, to) * (scale?.Invoke(from) ?? 1);
                moment.Sent[from] += flows[from, to];
                moment.Envelopes[to] += flows[from, to];
            }
        }

        for (var from = 0; from < traffic.Partners; from++)
        {
            var request = Packing.Request(model, moment.Sent[from]);
            var requests = moment.Sent[from] / request;
            moment.Requests += requests;
            moment.AcceptCores += requests * operations.AcceptSeconds(request);
            for (var to = 0; to < traffic.Partners; to++)
                moment.Messages[to] += requests * Packing.Met(request, flows[from, to] / moment.Sent[from], lanes[to]);
        }

        return moment;
    }
}
