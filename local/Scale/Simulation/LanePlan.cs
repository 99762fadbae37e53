using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>
/// Lanes of each partner. More lanes work side by side and pack worse, so a partner is given the fewest that its busiest quarter of an
/// hour fills to a third: the rest is for catching up.
/// </summary>
public static class LanePlan
{
    private const double Share = 1.0 / 3;
    private const double QuarterHour = 900;
    private const int Fewest = 4;

    /// <summary>Chooses 4, 8, … 512 for each partner.</summary>
    public static int[] Of(Traffic traffic, NumberFile model, MessageOperations operations, Limits limits)
    {
        var lanes = Enumerable.Repeat(Fewest, traffic.Partners).ToArray();
        while (true)
        {
            var grown = false;
            var busiest = new double[traffic.Partners];
            for (var second = 0.0; second < 86_400; second += QuarterHour)
            {
                var moment = Moment.At(traffic, lanes, model, operations, second);
                for (var partner = 0; partner < lanes.Length; partner++)
                    busiest[partner] = Math.Max(busiest[partner], moment.Messages[partner] * limits.LaneSeconds / lanes[partner]);
            }

            for (var partner = 0; partner < lanes.Length; partner++)
            {
                if (busiest[partner] <= Share || lanes[partner] >= Limits.MostLanes)
                    continue;
                lanes[partner] *= 2;
                grown = true;
            }

            if (!grown)
                return lanes;
        }
    }
}
