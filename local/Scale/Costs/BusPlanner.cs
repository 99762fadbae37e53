using Relay.Functions.Queue;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>Chooses the namespaces of a relay, and their units.</summary>
public sealed class BusPlanner(NumberFile model)
{
    /// <summary>The share of a bound that is given away; the rest is for bursts and for catching up.</summary>
    public const double Planned = 0.7;

    /// <summary>Messages a second that a namespace carries, each sent and received.</summary>
    public double Capacity(BusTier tier, int units) =>
        tier == BusTier.Standard ? model["bus.standardCredits"] / 2 : units * model["bus.premiumUnitMessages"];

    /// <summary>The most messages a second that a relay is planned for on a tier, when all namespaces carry the same.</summary>
    public double Most(BusTier tier) => Planned * QueueNamespaces.MostNumbers * Capacity(tier, (int)model["bus.mostUnits"]);

    /// <summary>How much of its busiest namespace is used, 1 for all of it.</summary>
    /// <param name="plan">The namespaces.</param>
    /// <param name="busiest">Messages a second of the busiest of so many.</param>
    public double Use(BusPlan plan, Func<int, double> busiest) => busiest(plan.Namespaces) / Capacity(plan.Tier, plan.Units);

    /// <summary>
    /// The fewest namespaces or units that keep to <see cref="Planned"/>; of those with as many units in all, the fewest namespaces. Where none
    /// do, the most that there can be.
    /// </summary>
    /// <param name="tier">The tier of each.</param>
    /// <param name="busiest">Messages a second of the busiest of so many namespaces, at the peak.</param>
    /// <param name="namespaces">As many and no others; 0 for as many as are needed.</param>
    public BusPlan Of(BusTier tier, Func<int, double> busiest, int namespaces = 0)
    {
        int[] numbers = namespaces > 0 ? [namespaces] : [.. Enumerable.Range(1, QueueNamespaces.MostNumbers)];
        return numbers.SelectMany(number => Units(tier).Select(units => new BusPlan(tier, number, units)))
            .Where(plan => Use(plan, busiest) <= Planned)
            .OrderBy(plan => plan.Namespaces * Math.Max(1, plan.Units)).ThenBy(plan => plan.Namespaces)
            .FirstOrDefault() ?? new BusPlan(tier, numbers[^1], Units(tier)[^1]);
    }

    // Units are 1, 2, 4, 8 or 16.
    private int[] Units(BusTier tier)
    {
        if (tier == BusTier.Standard)
            return [0];
        var units = new List<int>();
        for (var one = 1; one <= model["bus.mostUnits"]; one *= 2)
            units.Add(one);
        return [.. units];
    }
}
