using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>
/// A day of relays that share their users evenly, second by second, as flows. The second partner is away from noon; the third sends
/// ten times as much as usual for ten minutes from 04:00 UTC; one namespace may be away from 18:00. Deterministic by seed.
/// </summary>
public sealed class Simulator(NumberFile prices, NumberFile model, CostModel costs, Limits limits)
{
    private const int DaySeconds = 86_400;
    private const int Away = 1;
    private const double BurstFrom = 4 * 3600;
    private const double BurstSeconds = 600;
    private const double BurstTimes = 10;

    /// <summary>Runs the day.</summary>
    public SimulatedDay Run(SimulationOptions options)
    {
        var size = new Sizing(model, costs, limits).Of(options);
        var traffic = new Traffic(model, options.Users / size.Stamps, options.Partners, options.Seed);
        var random = new Random(options.Seed);
        var outage = new Outage(limits.Lanes, options.OutageHours, random);
        var busOutage = new BusOutage(options.NamespaceOutageHours);
        var relay = new SimulatedRelay(model, costs.Operations, limits, size, outage, Away, busOutage, options.Seed);
        var minutes = new List<Minute>(DaySeconds / 60);
        var hours = Enumerable.Range(0, 24).Select(_ => new Hour()).ToArray();

        Moment moment = null!;
        for (var second = 0; second < DaySeconds; second++)
        {
            if (second % 60 == 0)
            {
                var noise = Enumerable.Range(0, options.Partners).Select(_ => Math.Max(0.5, 1 + (model["traffic.noise"] * Normal(random)))).ToArray();
                var isBurst = second >= BurstFrom && second < BurstFrom + BurstSeconds;
                moment = Moment.At(traffic, size.Lanes, model, costs.Operations, second, from => noise[from] * (isBurst && from == Burster(options) ? BurstTimes : 1));
            }

            relay.Step(second, moment, hours[second / 3600]);
            if (second % 60 == 59)
                minutes.Add(relay.TakeMinute(second / 60, size.Stamps, moment));
        }

        foreach (var hour in hours)
            AddTimers(hour);
        var dayOperations = hours.Sum(hour => hour.BusOperations) * size.Stamps;
        return new SimulatedDay(
            options, size, minutes, [.. hours.Select(hour => hour.Cost(prices, costs, model, size, dayOperations) * size.Stamps)], outage.Probes,
            outage.FoundSecond - outage.UntilSecond, relay.EmptySecond - outage.FoundSecond, relay.Accepted * size.Stamps, relay.Delivered * size.Stamps, relay.Waiting * size.Stamps,
            relay.AtSenders(moment) * size.Stamps, [.. relay.Carried.Select(messages => messages * size.Stamps)], relay.CaughtUpSecond - busOutage.UntilSecond, relay.OthersTaken);
    }

    private static int Burster(SimulationOptions options) => options.Partners > 2 ? 2 : 0;

    private void AddTimers(Hour hour)
    {
        var runs = costs.TimerRuns / BusPrice.MonthHours;
        hour.Executions += runs;
        hour.InstanceSeconds += runs * model["instance.leastBilledSeconds"];
    }

    // Box and Muller.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
