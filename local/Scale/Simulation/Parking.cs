using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>What is parked in one relay for the partner that is away, and how it is drained.</summary>
internal sealed class Parking(NumberFile model, MessageOperations operations, Limits limits, int lanes)
{
    private double _packed = 1;

    /// <summary>Envelopes parked.</summary>
    public double Envelopes { get; private set; }

    /// <summary>Bytes of them.</summary>
    public double Bytes => Envelopes * operations.EnvelopeBytes;

    /// <summary>Whether accept takes no more.</summary>
    public bool IsFull => Bytes >= limits.Quotas.ParkedPartnerBytes;

    /// <summary>When nothing was parked any more.</summary>
    public double? EmptySecond { get; private set; }

    /// <summary>Parks messages, each as a blob.</summary>
    public void Add(double messages, double packed, Hour hour)
    {
        if (messages > 0)
            _packed = packed;
        Envelopes += messages * packed;
        hour.ParkedBlobs += messages;
        hour.TableRequests += messages * (model["operations.tableReadsPerMessage"] + model["operations.parkedTableWrites"]);
    }

    /// <summary>Drains for a second, in order, lane by lane.</summary>
    /// <param name="second">The second.</param>
    /// <param name="instances">Instances that deliver.</param>
    /// <param name="hour">Where operations are counted.</param>
    /// <returns>Messages, and envelopes to each.</returns>
    public (double Messages, double Packed) Drain(int second, double instances, Hour hour)
    {
        var pace = limits.Lanes.DrainEnvelopesPerSecond * Math.Min(instances, lanes);
        var gate = limits.Delivery.MostCallsPerPartner * instances / limits.AnswerSeconds;
        var drained = Math.Min(Envelopes, Math.Min(pace, Math.Min(lanes / limits.LaneSeconds, gate) * _packed));
        // The end of a flow, which would never come.
        if (Envelopes - drained < 1)
        {
            drained = Envelopes;
            EmptySecond ??= second;
        }

        Envelopes -= drained;
        hour.TableRequests += drained / _packed * model["operations.parkedTableWrites"];
        return (drained / _packed, _packed);
    }
}
