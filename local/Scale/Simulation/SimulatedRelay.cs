using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>One relay: its namespaces, its instances, and what is parked for the partner that is away.</summary>
internal sealed class SimulatedRelay
{
    private readonly NumberFile _model;
    private readonly MessageOperations _operations;
    private readonly Limits _limits;
    private readonly Outage _outage;
    private readonly BusOutage _busOutage;
    private readonly int _away;
    private readonly LaneSpread _spread;
    private readonly SimulatedNamespace[] _namespaces;
    private readonly Acceptance _acceptance;
    private readonly Pool _accepting;
    private readonly Parking _parking;
    private double _othersSent;
    private double _othersTaken;
    private MinuteSums _sums;

    /// <param name="model">The platform's numbers.</param>
    /// <param name="operations">What messages take.</param>
    /// <param name="limits">The program's.</param>
    /// <param name="size">Lanes and namespaces.</param>
    /// <param name="outage">When a partner is away.</param>
    /// <param name="away">Which.</param>
    /// <param name="busOutage">When a namespace is.</param>
    /// <param name="seed">Decides in which namespace a partner's first lane lies.</param>
    public SimulatedRelay(NumberFile model, MessageOperations operations, Limits limits, Size size, Outage outage, int away, BusOutage busOutage, int seed)
    {
        (_model, _operations, _limits, _outage, _away, _busOutage) = (model, operations, limits, outage, away, busOutage);
        _spread = new LaneSpread(size.Lanes, size.Bus.Namespaces, seed);
        _namespaces = [.. Enumerable.Range(0, size.Bus.Namespaces).Select(number => new SimulatedNamespace(number, model, operations, limits, size, _spread))];
        _acceptance = new Acceptance(limits);
        _accepting = new Pool(model);
        _parking = new Parking(model, operations, limits, size.Lanes[away]);
        _sums = new MinuteSums(_namespaces.Length);
    }

    /// <summary>Envelopes accepted until now.</summary>
    public double Accepted { get; private set; }

    /// <summary>Envelopes delivered until now.</summary>
    public double Delivered { get; private set; }

    /// <summary>Envelopes queued or parked.</summary>
    public double Waiting => _namespaces.Sum(one => one.Waiting) + _parking.Envelopes;

    /// <summary>When nothing was parked any more after the outage.</summary>
    public double? EmptySecond => _parking.EmptySecond;

    /// <summary>When senders kept nothing any more after the namespace was back.</summary>
    public double? CaughtUpSecond { get; private set; }

    /// <summary>
    /// While a namespace was away: the messages that the others took, as a share of those that were sent for them for the first time. Null when
    /// there are no others, or none was away.
    /// </summary>
    public double? OthersTaken => _othersSent > 0 ? _othersTaken / _othersSent : null;

    /// <summary>Messages that each namespace carried.</summary>
    public IReadOnlyList<double> Carried => [.. _namespaces.Select(one => one.Carried)];

    private double Instances => _namespaces.Sum(one => one.Delivering.Count);

    /// <summary>One second.</summary>
    public void Step(int second, Moment moment, Hour hour)
    {
        var times = Accept(second, moment, hour);
        for (var number = 0; number < _namespaces.Length; number++)
            Deliver(number, second, hour);
        Drain(second, hour);
        hour.InstanceSeconds += _accepting.Billed(moment.Requests * times);
        hour.Executions += moment.Requests * times;
        _accepting.Follow(moment.AcceptCores * times / (_model["instance.cores"] * _model["instance.utilisation"]));
        _sums.Instances += _accepting.Count + Instances;
    }

    /// <summary>The means of the minute that ends, and its largest age.</summary>
    public Minute TakeMinute(int index, int stamps, Moment moment)
    {
        var minute = _sums.Take(index, stamps, _parking.Bytes, AtSenders(moment));
        _sums = new MinuteSums(_namespaces.Length);
        return minute;
    }

    /// <summary>Envelopes that senders keep to send again.</summary>
    public double AtSenders(Moment moment) => _namespaces.Sum(one => one.Retries.Select((kept, partner) => kept.Waiting * moment.Packed(partner)).Sum());

    // Returns the calls beside those of a usual second.
    private double Accept(int second, Moment moment, Hour hour)
    {
        var within = _acceptance.Share(moment.Sent, moment.Sent.Sum(), _accepting.Count);
        double[] fresh = [.. moment.Messages.Select((rate, partner) => partner == _away && _parking.IsFull ? 0 : rate * within)];
        var offered = moment.Envelopes.Sum();
        var first = Envelopes(fresh, moment);
        _sums.Offered += offered;
        _sums.Refused += offered - first;

        var due = _namespaces.Select(one => one.Retries.Select(kept => kept.Due(second)).ToArray()).ToArray();
        var again = due.Sum(messages => Envelopes(messages, moment));
        var through = again > 0 ? _acceptance.Share(moment.Sent, first + again, _accepting.Count) : 1;
        _sums.Refused += (1 - through) * (first + again);
        for (var number = 0; number < _namespaces.Length; number++)
            Send(number, second, fresh, due[number], through, moment, hour);
        NoteCaughtUp(second);
        return first > 0 ? through * (first + again) / first : 1;
    }

    private void Send(int number, int second, double[] fresh, double[] due, double through, Moment moment, Hour hour)
    {
        var one = _namespaces[number];
        double[] sent = [.. fresh.Select((rate, partner) => ((rate * _spread.Share(partner, number)) + due[partner]) * through)];
        var taken = one.Send(sent, moment, _busOutage.IsAway(number, second));
        if (number != BusOutage.Number && _busOutage.IsAway(BusOutage.Number, second))
        {
            _othersSent += fresh.Select((rate, partner) => rate * _spread.Share(partner, number)).Sum();
            _othersTaken += sent.Sum() * taken;
        }

        for (var partner = 0; partner < sent.Length; partner++)
        {
            one.Retries[partner].Failed(second, 1 - (through * taken), fresh[partner] * _spread.Share(partner, number) * (1 - (through * taken)));
            var packed = moment.Packed(partner);
            var added = sent[partner] * taken;
            Accepted += added * packed;
            _sums.Messages += added;
            _sums.Envelopes += added * packed;
            _sums.Unavailable += (sent[partner] - added) * packed;
            hour.BusOperations += added * _operations.Bus(packed);
            hour.TableRequests += sent[partner] * packed * _model["operations.usersPerEnvelope"] * _model["operations.tableReadsPerNewUser"];
        }
    }

    private void NoteCaughtUp(int second)
    {
        if (_busOutage.Hours > 0 && second >= _busOutage.UntilSecond && _namespaces.Sum(one => one.Retries.Sum(kept => kept.Waiting)) < 1)
            CaughtUpSecond ??= second;
    }

    private void Deliver(int number, int second, Hour hour)
    {
        var one = _namespaces[number];
        var taken = one.Receive(partner => IsParked(partner, second), _busOutage.IsAway(number, second), hour);
        for (var partner = 0; partner < taken.Length; partner++)
        {
            if (IsParked(partner, second))
                _parking.Add(taken[partner], one.Packed(partner), hour);
            else
                Finish(taken[partner], one.Packed(partner), hour);
        }

        _sums.Add(number, one);
    }

    private void Finish(double messages, double packed, Hour hour)
    {
        Delivered += messages * packed;
        hour.Delivered += messages * packed;
        hour.TableRequests += messages * (_model["operations.tableReadsPerMessage"] + _model["operations.tableWritesPerMessage"]);
        hour.LedgerBytes += messages * _operations.LedgerBytes(packed);
    }

    private void Drain(int second, Hour hour)
    {
        if (_parking.Envelopes <= 0 || _outage.IsOpen(second))
            return;

        var (messages, packed) = _parking.Drain(second, Instances, hour);
        _sums.Drained += messages * packed;
        Finish(messages, packed, hour);
    }

    // What comes while something is parked waits behind it.
    private bool IsParked(int partner, int second) => partner == _away && (_outage.IsOpen(second) || _parking.Envelopes > 0);

    private static double Envelopes(double[] messages, Moment moment) => messages.Select((rate, partner) => rate * moment.Packed(partner)).Sum();
}
