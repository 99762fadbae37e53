using System.Globalization;
using System.Text;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Costs;

/// <summary>
/// Namespaces on Standard beside messaging units, for one relay and single messages: where their lines cross. What a unit carries decides
/// it and is an assumption, so the other lines are there for half of it and for twice. Counted is what differs: Service Bus, and the instances
/// that deliver, because each namespace has a scale group of its own.
/// </summary>
public sealed class TierTable(CostModel costs, NumberFile model)
{
    private const double MonthSeconds = BusPrice.MonthHours * 3600;

    private static readonly double[] Rates = [10, 100, 200, 350, 700, 1_400, 2_100, 2_800, 4_200, 5_600];
    private static readonly double[] Times = [0.5, 1, 2];

    private double UnitMessages => model["bus.premiumUnitMessages"];

    /// <summary>A month of messages, so many a second at the peak.</summary>
    public (BusPlan Plan, double Price) Month(BusTier tier, double messages, double unitMessages)
    {
        var plan = new BusPlanner(model.With("bus.premiumUnitMessages", unitMessages)).Of(tier, namespaces => messages / namespaces);
        var month = messages / model["size.peakToMean"] * MonthSeconds;
        return (plan, costs.Bus.Month(plan, 1, month * costs.Operations.Bus(1)) + costs.Delivering(month, 1, plan.Namespaces));
    }

    /// <summary>The rates, in whole messages a second at the peak, from which and to which Standard is the cheaper, as far as its namespaces reach.</summary>
    public IReadOnlyList<(int From, int To)> StandardIsCheaper(double unitMessages)
    {
        var ranges = new List<(int From, int To)>();
        for (var rate = 1; rate <= new BusPlanner(model).Most(BusTier.Standard); rate++)
        {
            if (Month(BusTier.Standard, rate, unitMessages).Price >= Month(BusTier.Premium, rate, unitMessages).Price)
                continue;
            if (ranges.Count > 0 && ranges[^1].To == rate - 1)
                ranges[^1] = (ranges[^1].From, rate);
            else
                ranges.Add((rate, rate));
        }

        return ranges;
    }

    /// <summary>The table in Markdown, and where the lines cross.</summary>
    public string Markdown()
    {
        double[] carried = [.. Times.Select(times => times * UnitMessages)];
        var text = new StringBuilder("| messages/s at the peak | Standard | a month |");
        foreach (var one in carried)
            text.Append(CultureInfo.InvariantCulture, $" Premium, {one:N0}/s a unit | a month |");
        text.Append("\n|").Append(string.Concat(Enumerable.Repeat(" --- |", 3 + (2 * carried.Length)))).Append('\n');
        foreach (var rate in Rates)
        {
            var plans = carried.Select(one => Month(BusTier.Premium, rate, one)).Prepend(Month(BusTier.Standard, rate, UnitMessages));
            text.Append("| ").Append(CostTable.Amount(rate)).Append(" | ")
                .AppendJoin(" | ", plans.Select(one => $"{one.Plan} | {CostTable.Amount(one.Price)}")).Append(" |\n");
        }

        text.Append('\n');
        foreach (var one in carried)
        {
            var ranges = StandardIsCheaper(one).Select(range => $"{range.From:N0} to {range.To:N0}");
            text.Append(CultureInfo.InvariantCulture, $"- A unit that carries {one:N0}/s: Standard is cheaper at {string.Join(", ", ranges)} messages/s.\n");
        }

        return text.ToString();
    }
}
