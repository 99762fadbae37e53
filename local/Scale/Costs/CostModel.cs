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
        Bus = new BusPrice(prices);
        Planner = new BusPlanner(model);
    }

    /// <summary>What a message makes the platform do.</summary>
    public MessageOperations Operations { get; }

    /// <summary>Runs of timers a month and relay.</summary>
    public double TimerRuns { get; }

    /// <summary>What Service Bus costs.</summary>
    public BusPrice Bus { get; }

    /// <summary>How many namespaces are needed.</summary>
    public BusPlanner Planner { get; }

    /// <summary>The bill of a month.</summary>
    public Cost Of(CostCase month)
    {
        var messages = month.Envelopes / month.Packed;
        var relays = Relays(month, messages);
        var plan = Planner.Of(month.Tier, namespaces => Peak(messages) / relays / namespaces);
        return Of(month, relays, plan);
    }

    /// <summary>What a month of delivering costs in instances, without free grants.</summary>
    /// <param name="messages">Messages of the month.</param>
    /// <param name="packed">Envelopes to each.</param>
    /// <param name="namespaces">Namespaces of all relays: the functions of each are a scale group of their own.</param>
    public double Delivering(double messages, double packed, int namespaces) =>
        Billed(messages, messages * Operations.DeliverSeconds(packed), namespaces) * _model["instance.memoryMegabytes"] / 1024 * _prices["flex.gigabyteSecond"];

    /// <summary>The bill of a month in given relays and namespaces.</summary>
    public Cost Of(CostCase month, int relays, BusPlan plan)
    {
        var messages = month.Envelopes / month.Packed;
        var pieces = Pieces(month);
        var calls = messages + (pieces * _model["operations.mediaCalls"]);
        // Timers run once a relay. The functions of each namespace are a scale group of their own, which costs nothing where it has nothing to do.
        var timers = TimerRuns * relays;
        var accept = (messages * Operations.AcceptSeconds(month.Packed)) + ((calls - messages) * Operations.AcceptSeconds(0));
        var instanceSeconds = Billed(calls, accept, relays)
            + Billed(messages, messages * Operations.DeliverSeconds(month.Packed), relays * plan.Namespaces)
            + (timers * _model["instance.leastBilledSeconds"]);
        var memory = instanceSeconds * _model["instance.memoryMegabytes"] / 1024;
        var executions = calls + messages + timers;
        return new Cost(
            Math.Max(0, memory - _prices["flex.freeGigabyteSeconds"]) * _prices["flex.gigabyteSecond"],
            Math.Max(0, executions - _prices["flex.freeExecutions"]) / 1e6 * _prices["flex.millionExecutions"],
            Bus.Month(plan, relays, messages * Operations.Bus(month.Packed)),
            Tables(month, messages, pieces),
            Blobs(pieces),
            Egress(month, pieces),
            relays,
            plan);
    }

    /// <summary>
    /// Seconds of instances that calls of some scale groups alike are billed over a month. A call that comes alone starts a billed second; when
    /// calls come at random, the share of time within a second of one is 1 - e^-rate. Above, the processor decides.
    /// </summary>
    public double Billed(double calls, double coreSeconds, int groups = 1)
    {
        var touched = groups * MonthSeconds * (1 - Math.Exp(-calls / groups / MonthSeconds * _model["instance.leastBilledSeconds"]));
        return Math.Max(touched, coreSeconds / (_model["instance.cores"] * _model["instance.utilisation"]));
    }

    private double Peak(double messages) => messages / MonthSeconds * _model["size.peakToMean"];

    private double Pieces(CostCase month) => month.HasMedia ? month.Envelopes * _model["traffic.mediaShare"] : 0;

    // A relay ends where its account does, or its sixteen namespaces.
    private int Relays(CostCase month, double messages) => Math.Max(1, (int)Math.Ceiling(Math.Max(
        Peak(messages) * Operations.Tables(month.Packed) / (_model["store.tableAccount"] * BusPlanner.Planned),
        Peak(messages) / Planner.Most(month.Tier))));

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
