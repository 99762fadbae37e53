using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>Finds lanes, namespaces, tier, units and relays for a number of users.</summary>
public sealed class Sizing(NumberFile model, CostModel costs, Limits limits)
{
    private const int MostStamps = 4_096;

    /// <summary>Words for the bound of a tier.</summary>
    public static string NameOf(BusTier tier) => tier == BusTier.Standard ? "Standard's credits" : "messaging units";

    /// <summary>The fewest relays that keep every bound, each with the cheapest namespaces that do.</summary>
    /// <param name="options">Users and partners; a tier, a number of namespaces or of relays that is given stays.</param>
    /// <exception cref="InvalidDataException">No number of relays is enough.</exception>
    public Size Of(SimulationOptions options)
    {
        if (options.Stamps > 0)
            return Fitting(options, options.Stamps) ?? Sizes(options, options.Stamps)[^1].Size;

        // More relays are never worse: the fewest lie between the last power of two that is too few and the first that is not.
        var enough = 1;
        while (Fitting(options, enough) is null)
        {
            enough *= 2;
            if (enough > MostStamps)
                throw new InvalidDataException($"{MostStamps} relays are not enough for {options.Users:N0} users.");
        }

        var few = enough / 2;
        while (enough - few > 1)
        {
            var middle = (enough + few) / 2;
            if (Fitting(options, middle) is null)
                few = middle;
            else
                enough = middle;
        }

        return Fitting(options, enough)!;
    }

    /// <summary>Whether every bound is kept with something to spare.</summary>
    public static bool Suffices(Size size) => size.Use.Values.All(use => use <= BusPlanner.Planned);

    private Size? Fitting(SimulationOptions options, int stamps) =>
        Sizes(options, stamps).Where(one => Suffices(one.Size)).OrderBy(one => one.Price).Select(one => one.Size).FirstOrDefault();

    private List<(Size Size, double Price)> Sizes(SimulationOptions options, int stamps)
    {
        var load = new DayLoad(new Traffic(model, options.Users / stamps, options.Partners, options.Seed), model, costs.Operations, limits);
        BusTier[] tiers = options.Tier is { } given ? [given] : Enum.GetValues<BusTier>();
        return
        [
            .. tiers.Select(tier => costs.Planner.Of(tier, load.Busiest, options.Namespaces))
                .Select(plan => (At(options, stamps, load, plan), Price(load, plan, stamps))),
        ];
    }

    // Of what depends on the namespaces.
    private double Price(DayLoad load, BusPlan plan, int stamps) =>
        costs.Bus.Month(plan, stamps, load.MonthOperations * stamps)
        + costs.Delivering(load.MonthMessages * stamps, load.Envelopes / load.Messages, stamps * plan.Namespaces);

    private Size At(SimulationOptions options, int stamps, DayLoad load, BusPlan plan)
    {
        var cores = model["instance.cores"] * model["instance.utilisation"];
        var accept = Math.Ceiling(load.AcceptCores / cores);
        // The functions of each namespace are a scale group of their own.
        var deliver = Math.Ceiling(Math.Max(load.DeliverCores / cores, load.Messages * limits.LaneSeconds / limits.SessionsPerInstance) / plan.Namespaces);
        var use = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["lanes of a partner"] = load.Lane,
            [NameOf(plan.Tier)] = costs.Planner.Use(plan, load.Busiest),
            ["instances"] = Math.Max(accept, deliver) / model["instance.most"],
            ["a partner's envelopes a second"] = load.Sender / (limits.Quotas.PartnerEnvelopesPerSecond * Math.Max(1, accept)),
            ["operations of the account"] = load.Tables / model["store.tableAccount"],
            ["a partition of the ledger"] = load.Messages / options.Partners / model["store.tablePartition"],
        };
        return new Size(
            options.Users, stamps, plan, load.Lanes, load.Envelopes * stamps, load.Messages * stamps, (accept + (deliver * plan.Namespaces)) * stamps, use);
    }
}
