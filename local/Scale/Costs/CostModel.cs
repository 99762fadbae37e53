using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>
/// What a month of envelopes costs in Azure. Instances are billed while they work, each run for a second at least: at a low rate a
/// call pays for a second of its own, at a high rate calls share it and the processor decides. Not in it: logs and metrics, key
/// claims, typing, private networking, always-ready instances.
/// </summary>
public sealed class CostModel
{
    private const double MonthSeconds = BusPrice.MonthHours * 3600;
    private const double Gigabyte = 1e9;
    private const double TenThousand = 1e4;
    private const double MonthDays = BusPrice.MonthHours / 24;

    private readonly NumberFile _prices;
    private readonly NumberFile _model;

    /// <summary>A model of some prices and numbers.</summary>
    /// <param name="prices">infra/prices.json.</param>
    /// <param name="model">docs/scale/model.json.</param>
    /// <param name="timerRuns">Runs of timers a month and relay.</param>
    public CostModel(NumberFile prices, NumberFile model, double timerRuns)
    {
        _prices = prices;
        _model = model;
        TimerRuns = timerRuns;
        Operations = new MessageOperations(model);
        Bus = new BusPrice(prices, model);
    }

    /// <summary>What a message makes the platform do.</summary>
    public MessageOperations Operations { get; }

    /// <summary>Runs of timers a month and relay.</summary>
    public double TimerRuns { get; }

    /// <summary>What Service Bus costs.</summary>
    public BusPrice Bus { get; }

    /// <summary>The bill of a month.</summary>
    public Cost Of(CostCase month)
    {
        var messages = month.Envelopes / month.Packed;
        var pieces = month.HasMedia ? month.Envelopes * _model["traffic.mediaShare"] : 0;
        var calls = messages + (pieces * _model["operations.mediaCalls"]);
        var (namespaces, units) = Bus.Needed(messages / MonthSeconds * _model["size.peakToMean"], month.Tier);

        var accept = (messages * Operations.AcceptSeconds(month.Packed)) + ((calls - messages) * Operations.AcceptSeconds(0));
        var instanceSeconds = Billed(calls, accept) + Billed(messages, messages * Operations.DeliverSeconds(month.Packed))
            + (TimerRuns * namespaces * _model["instance.leastBilledSeconds"]);
        var memory = instanceSeconds * _model["instance.memoryMegabytes"] / 1024;
        var executions = calls + messages + (TimerRuns * namespaces);
        return new Cost(
            Math.Max(0, memory - _prices["flex.freeGigabyteSeconds"]) * _prices["flex.gigabyteSecond"],
            Math.Max(0, executions - _prices["flex.freeExecutions"]) / 1e6 * _prices["flex.millionExecutions"],
            month.Tier == BusTier.Standard ? Bus.Standard(messages * Operations.Bus(month.Packed), namespaces) : Bus.Premium(namespaces, units),
            Tables(month, messages, pieces),
            Blobs(pieces),
            Egress(month, pieces),
            namespaces,
            units);
    }

    /// <summary>
    /// Seconds of instances that calls of one scale group are billed over a month. A call that comes alone starts a billed second; when
    /// calls come at random, the share of time within a second of one is 1 - e^-rate. Above, the processor decides.
    /// </summary>
    public double Billed(double calls, double coreSeconds)
    {
        var touched = MonthSeconds * (1 - Math.Exp(-calls / MonthSeconds * _model["instance.leastBilledSeconds"]));
        return Math.Max(touched, coreSeconds / (_model["instance.cores"] * _model["instance.utilisation"]));
    }

    private double Tables(CostCase month, double messages, double pieces)
    {
        var requests = (messages * Operations.Tables(month.Packed)) + (pieces * _model["operations.mediaTableWrites"]);
        var kept = messages * Operations.LedgerBytes(month.Packed) * new RetentionOptions().LedgerDays / MonthDays;
        return (requests / TenThousand * _prices["table.tenThousandOperations"]) + (kept / Gigabyte * _prices["table.gigabyteMonth"]);
    }

    private double Blobs(double pieces)
    {
        var kept = pieces * _model["traffic.mediaBytes"] * new MediaOptions().RetentionDays / MonthDays;
        return (pieces / TenThousand * _prices["blob.tenThousandWrites"])
            + (pieces * _model["operations.mediaBlobReads"] / TenThousand * _prices["blob.tenThousandReads"])
            + (kept / Gigabyte * _prices["blob.gigabyteMonth"]);
    }

    private double Egress(CostCase month, double pieces)
    {
        var gigabytes = ((month.Envelopes * Operations.EnvelopeBytes * _model["traffic.bytesOnTheWire"]) + (pieces * _model["traffic.mediaBytes"])) / Gigabyte;
        return Math.Max(0, gigabytes - _prices["egress.freeGigabytes"]) * _prices["egress.gigabyte"];
    }
}
