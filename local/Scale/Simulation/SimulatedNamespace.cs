using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>One namespace of a relay: what is queued in it for each partner, what it throttles, and the instances that its functions have.</summary>
internal sealed class SimulatedNamespace
{
    private readonly int _number;
    private readonly NumberFile _model;
    private readonly MessageOperations _operations;
    private readonly Limits _limits;
    private readonly Size _size;
    private readonly int[] _lanes;
    private readonly double[] _queued;
    private readonly double[] _packed;
    private double _sent;

    public SimulatedNamespace(int number, NumberFile model, MessageOperations operations, Limits limits, Size size, LaneSpread spread)
    {
        (_number, _model, _operations, _limits, _size) = (number, model, operations, limits, size);
        _lanes = [.. size.Lanes.Select((_, partner) => spread.Lanes(partner, number))];
        _queued = new double[_lanes.Length];
        _packed = [.. Enumerable.Repeat(1.0, _lanes.Length)];
        Retries = [.. _lanes.Select(_ => new SenderRetries((int)model["sender.firstRetrySeconds"], (int)model["sender.longestRetrySeconds"]))];
        Delivering = new Pool(model);
    }

    /// <summary>What senders keep for its lanes, by partner, in messages.</summary>
    public SenderRetries[] Retries { get; }

    /// <summary>The instances of its functions.</summary>
    public Pool Delivering { get; }

    /// <summary>Messages sent to it since midnight.</summary>
    public double Carried { get; private set; }

    /// <summary>Messages sent and received in this second.</summary>
    public double Credits { get; private set; }

    /// <summary>Messages that were refused in this second, to be sent or received again.</summary>
    public double Throttled { get; private set; }

    /// <summary>The age in seconds of its oldest message.</summary>
    public double AgeSeconds { get; private set; }

    /// <summary>Envelopes queued.</summary>
    public double Waiting => _queued.Select((messages, partner) => messages * _packed[partner]).Sum();

    /// <summary>Envelopes to a queued message of a partner.</summary>
    public double Packed(int partner) => _packed[partner];

    /// <summary>Sends to it in a second, as far as it takes it.</summary>
    /// <param name="messages">For each partner.</param>
    /// <param name="moment">How they are packed.</param>
    /// <param name="isAway">Whether it takes nothing.</param>
    /// <returns>The share that was taken.</returns>
    public double Send(double[] messages, Moment moment, bool isAway)
    {
        var wanted = messages.Sum();
        var share = isAway ? 0 : Math.Min(1, SendCapacity() / Math.Max(wanted, double.Epsilon));
        _sent = wanted * share;
        Carried += _sent;
        Credits = _sent;
        Throttled = isAway ? 0 : wanted - _sent;
        for (var partner = 0; partner < messages.Length; partner++)
            Mix(partner, messages[partner] * share, moment.Packed(partner));
        return share;
    }

    /// <summary>Receives from it in a second.</summary>
    /// <param name="isParked">Whether a partner's messages are parked, so that its answer is not waited for.</param>
    /// <param name="isAway">Whether it gives nothing.</param>
    /// <param name="hour">Where instances and calls are counted.</param>
    /// <returns>The messages that were taken, by partner.</returns>
    public double[] Receive(Func<int, bool> isParked, bool isAway, Hour hour)
    {
        var taken = new double[_queued.Length];
        double sessions = 0, cores = 0;
        for (var partner = 0; partner < taken.Length && !isAway; partner++)
        {
            var lane = isParked(partner) ? _limits.ParkSeconds : _limits.LaneSeconds;
            var gate = isParked(partner) ? double.MaxValue : _limits.Delivery.MostCallsPerPartner * Delivering.Count / _limits.AnswerSeconds;
            taken[partner] = Math.Min(_queued[partner], Math.Min(_lanes[partner] / lane, gate));
            sessions += taken[partner] * lane;
            cores += taken[partner] * _operations.DeliverSeconds(_packed[partner]);
        }

        var wanted = taken.Sum();
        var share = Math.Min(1, ReceiveCapacity() / Math.Max(wanted, double.Epsilon));
        share = Math.Min(share, Delivering.Count * _limits.SessionsPerInstance / Math.Max(sessions, double.Epsilon));
        share = Math.Min(share, Delivering.Count * _model["instance.cores"] / Math.Max(cores, double.Epsilon));
        Throttled += Math.Max(0, wanted - ReceiveCapacity());
        AgeSeconds = isAway && _queued.Sum() > 0 ? AgeSeconds + 1 : 0;
        for (var partner = 0; partner < taken.Length; partner++)
        {
            taken[partner] *= share;
            _queued[partner] -= taken[partner];
            AgeSeconds = Math.Max(AgeSeconds, taken[partner] > 0 ? _queued[partner] / taken[partner] : 0);
        }

        Credits += wanted * share;
        hour.Executions += wanted * share;
        hour.InstanceSeconds += Delivering.Billed(wanted * share);
        // The platform divides what waits by the sessions of an instance; a message that is worked on counts.
        Delivering.Follow(Math.Max((_queued.Sum() + (sessions * share)) / _limits.SessionsPerInstance, cores * share / (_model["instance.cores"] * _model["instance.utilisation"])));
        return taken;
    }

    private void Mix(int partner, double added, double packed)
    {
        var all = _queued[partner] + added;
        if (all > 0)
            _packed[partner] = ((_queued[partner] * _packed[partner]) + (added * packed)) / all;
        _queued[partner] = all;
    }

    private double SendCapacity() => _size.Bus.Tier == BusTier.Standard
        ? Math.Max(_model["bus.standardCredits"] / 2, _model["bus.standardCredits"] - _queued.Sum())
        : _size.Bus.Units * _model["bus.premiumUnitMessages"];

    private double ReceiveCapacity() => _size.Bus.Tier == BusTier.Standard
        ? _model["bus.standardCredits"] - _sent
        : _size.Bus.Units * _model["bus.premiumUnitMessages"];
}
