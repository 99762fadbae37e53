using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>What Service Bus costs.</summary>
public sealed class BusPrice(NumberFile prices)
{
    private const double Million = 1e6;

    /// <summary>Hours of a month, as price lists count it.</summary>
    public const double MonthHours = 730;

    /// <summary>A month of relays that are alike.</summary>
    /// <param name="plan">The namespaces of each.</param>
    /// <param name="relays">Relays, in one subscription.</param>
    /// <param name="operations">Billed operations of all of them.</param>
    public double Month(BusPlan plan, int relays, double operations) => plan.Tier == BusTier.Standard
        ? Standard(operations, relays * plan.Namespaces)
        : Premium(relays * plan.Namespaces, plan.Units);

    /// <summary>Operations of a month on Standard, in namespaces that share the bands of one subscription; the base price is each namespace's.</summary>
    public double Standard(double operations, int namespaces)
    {
        var millions = operations / Million;
        var first = prices["bus.standard.firstBandEnd"];
        var second = prices["bus.standard.secondBandEnd"];
        return (namespaces * prices["bus.standard.month"])
            + (Between(millions, prices["bus.standard.included"], first) * prices["bus.standard.firstBand"])
            + (Between(millions, first, second) * prices["bus.standard.secondBand"])
            + (Math.Max(0, millions - second) * prices["bus.standard.thirdBand"]);
    }

    /// <summary>A month of messaging units.</summary>
    public double Premium(int namespaces, int units) => namespaces * units * prices["bus.premium.unitHour"] * MonthHours;

    private static double Between(double value, double from, double to) => Math.Clamp(value - from, 0, to - from);
}
