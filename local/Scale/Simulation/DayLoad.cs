using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>What a usual day asks of one relay: its busiest quarter of an hour in each respect, whatever its namespaces are.</summary>
internal sealed class DayLoad
{
    private const double QuarterHour = 900;
    private const double DaySeconds = 86_400;

    private readonly List<Moment> _moments = [];
    private readonly MessageOperations _operations;
    private readonly Limits _limits;

    public DayLoad(Traffic traffic, NumberFile model, MessageOperations operations, Limits limits)
    {
        _operations = operations;
        _limits = limits;
        Lanes = LanePlan.Of(traffic, model, operations, limits);
        for (var second = 0.0; second < DaySeconds; second += QuarterHour)
            _moments.Add(Moment.At(traffic, Lanes, model, operations, second));
    }

    /// <summary>Lanes of each partner.</summary>
    public int[] Lanes { get; }

    public double Envelopes => _moments.Max(moment => moment.Envelopes.Sum());

    public double Messages => _moments.Max(moment => moment.Messages.Sum());

    public double AcceptCores => _moments.Max(moment => moment.AcceptCores);

    public double DeliverCores => _moments.Max(moment => Sum(moment, (rate, partner) => rate * _operations.DeliverSeconds(moment.Packed(partner))));

    /// <summary>Requests a second to tables.</summary>
    public double Tables => _moments.Max(moment => Sum(moment, (rate, partner) => rate * _operations.Tables(moment.Packed(partner))));

    /// <summary>Envelopes a second of the busiest sender.</summary>
    public double Sender => _moments.Max(moment => moment.Sent.Max());

    /// <summary>How full the fullest partner's lanes are.</summary>
    public double Lane => _moments.Max(moment => moment.Messages.Select((rate, partner) => rate * _limits.LaneSeconds / Lanes[partner]).Max());

    /// <summary>Messages a second in the busiest of so many namespaces, wherever partners' first lanes lie.</summary>
    public double Busiest(int namespaces) => _moments.Max(moment => Sum(moment, (rate, partner) => rate * LaneSpread.MostShare(Lanes[partner], namespaces)));

    /// <summary>Billed operations of Service Bus in a month of such days.</summary>
    public double MonthOperations =>
        _moments.Average(moment => Sum(moment, (rate, partner) => rate * _operations.Bus(moment.Packed(partner)))) * BusPrice.MonthHours * 3600;

    /// <summary>Messages of such a month.</summary>
    public double MonthMessages => _moments.Average(moment => moment.Messages.Sum()) * BusPrice.MonthHours * 3600;

    private static double Sum(Moment moment, Func<double, int, double> value) => moment.Messages.Select(value).Sum();
}
