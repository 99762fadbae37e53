using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>What Service Bus costs.</summary>
public sealed class BusPrice(NumberFile prices, NumberFile model)
{
    private const double Million = 1e6;

    /// <summary>Hours of a month, as price lists count it.</summary>
    public const double MonthHours = 730;

    /// <summary>Operations of a month on Standard, in namespaces that share the bands of one subscription.</summary>
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

    /// <summary>The namespaces, and the units of each (0 on Standard), for messages a second at the peak.</summary>
    public (int Namespaces, int Units) Needed(double messagesPerSecond, BusTier tier)
    {
        if (tier == BusTier.Standard)
            return (Math.Max(1, (int)Math.Ceiling(2 * messagesPerSecond / model["bus.standardCredits"])), 0);

        var units = (int)Math.Ceiling(messagesPerSecond / model["bus.premiumUnitMessages"]);
        var namespaces = Math.Max(1, (int)Math.Ceiling(units / model["bus.mostUnits"]));
        var size = 1;
        while (size * namespaces < units)
            size *= 2;
        return (namespaces, size);
    }

    private static double Between(double value, double from, double to) => Math.Clamp(value - from, 0, to - from);
}
