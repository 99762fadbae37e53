using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>Finds lanes, tier, units and relays for a number of users.</summary>
public sealed class Sizing(NumberFile model, MessageOperations operations, Limits limits)
{
    private const int MostStamps = 4_096;
    private const double QuarterHour = 900;

    /// <summary>The share of a bound that a relay is given; the rest is for bursts and for catching up.</summary>
    public const double Planned = 0.7;

    /// <summary>Words for the bound of a tier.</summary>
    public static string NameOf(BusTier tier) => tier == BusTier.Standard ? "Standard's credits" : "messaging units";

    /// <summary>The smallest relay, or number of relays, that keeps every bound.</summary>
    /// <param name="options">Users and partners; a tier or a number of relays that is given stays.</param>
    /// <exception cref="InvalidDataException">No number of relays is enough.</exception>
    public Size Of(SimulationOptions options)
    {
        if (options.Stamps > 0)
            return At(options, options.Stamps, options.Tier ?? (Suffices(At(options, options.Stamps, BusTier.Standard)) ? BusTier.Standard : BusTier.Premium));

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

    private Size? Fitting(SimulationOptions options, int stamps) =>
        Tiers(options).Select(tier => At(options, stamps, tier)).FirstOrDefault(Suffices);

    private static BusTier[] Tiers(SimulationOptions options) => options.Tier is { } given ? [given] : Enum.GetValues<BusTier>();

    /// <summary>Whether every bound is kept with something to spare.</summary>
    public static bool Suffices(Size size) => size.Use.Values.All(use => use <= Planned);

    private Size At(SimulationOptions options, int stamps, BusTier tier)
    {
        var traffic = new Traffic(model, options.Users / stamps, options.Partners, options.Seed);
        var lanes = LanePlan.Of(traffic, model, operations, limits);
        double envelopes = 0, messages = 0, lane = 0, deliver = 0, accept = 0, sender = 0, tables = 0;
        for (var second = 0.0; second < 86_400; second += QuarterHour)
        {
            var moment = Moment.At(traffic, lanes, model, operations, second);
            envelopes = Math.Max(envelopes, moment.Envelopes.Sum());
            messages = Math.Max(messages, moment.Messages.Sum());
            accept = Math.Max(accept, moment.AcceptCores);
            sender = Math.Max(sender, moment.Sent.Max());
            lane = Math.Max(lane, moment.Messages.Select((rate, partner) => rate * limits.LaneSeconds / lanes[partner]).Max());
            deliver = Math.Max(deliver, moment.Messages.Select((rate, partner) => rate * operations.DeliverSeconds(moment.Packed(partner))).Sum());
            tables = Math.Max(tables, moment.Messages.Select((rate, partner) => rate * operations.Tables(moment.Packed(partner))).Sum());
        }

        var cores = model["instance.cores"] * model["instance.utilisation"];
        var acceptInstances = Math.Ceiling(accept / cores);
        var deliverInstances = Math.Ceiling(Math.Max(deliver / cores, messages * limits.LaneSeconds / limits.SessionsPerInstance));
        var units = tier == BusTier.Standard ? 0 : UnitsFor(messages);
        var bus = tier == BusTier.Standard ? 2 * messages / model["bus.standardCredits"] : messages / (units * model["bus.premiumUnitMessages"]);
        var use = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["lanes of a partner"] = lane,
            [NameOf(tier)] = bus,
            ["instances"] = Math.Max(acceptInstances, deliverInstances) / model["instance.most"],
            ["a partner's envelopes a second"] = sender / (limits.Quotas.PartnerEnvelopesPerSecond * Math.Max(1, acceptInstances)),
            ["operations of the account"] = tables / model["store.tableAccount"],
            ["a partition of the ledger"] = messages / Math.Max(1, traffic.Partners) / model["store.tablePartition"],
        };
        return new Size(options.Users, stamps, tier, units, lanes, envelopes * stamps, messages * stamps, (acceptInstances + deliverInstances) * stamps, use);
    }

    private int UnitsFor(double messages)
    {
        var units = 1;
        while (units < model["bus.mostUnits"] && messages > units * model["bus.premiumUnitMessages"] * Planned)
            units *= 2;
        return units;
    }
}
