using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>One relay: its queue, its instances, and what is parked for the partner that is away.</summary>
internal sealed class SimulatedRelay(NumberFile model, MessageOperations operations, Limits limits, Size size, Outage outage, int away)
{
    private readonly double[] _queued = new double[size.Lanes.Length];
    private readonly double[] _packed = [.. Enumerable.Repeat(1.0, size.Lanes.Length)];
    private readonly Pool _accepting = new(model);
    private readonly Pool _delivering = new(model);
    private double _heldBack;
    private double _sent;
    private double _parked;
    private MinuteSums _sums = new();

    private sealed class MinuteSums
    {
        public double Offered, Refused, Messages, Envelopes, Credits, Throttled, Age, Instances, Drained;
    }

    /// <summary>Envelopes accepted until now.</summary>
    public double Accepted { get; private set; }

    /// <summary>Envelopes delivered until now.</summary>
    public double Delivered { get; private set; }

    /// <summary>Envelopes queued or parked.</summary>
    public double Waiting => _queued.Select((messages, partner) => messages * _packed[partner]).Sum() + _parked;

    /// <summary>When nothing was parked any more after the outage.</summary>
    public double? EmptySecond { get; private set; }

    private double ParkedBytes => _parked * operations.EnvelopeBytes;

    /// <summary>One second.</summary>
    public void Step(int second, Moment moment, Hour hour)
    {
        Accept(second, moment, hour);
        Deliver(second, hour);
        Drain(second, hour);
        hour.InstanceSeconds += _accepting.Billed(moment.Requests);
        hour.Executions += moment.Requests;
        _accepting.Follow(moment.AcceptCores / (model["instance.cores"] * model["instance.utilisation"]));
        _sums.Instances += _accepting.Count + _delivering.Count;
    }

    /// <summary>The means of the minute that ends, and its largest age.</summary>
    public Minute TakeMinute(int index, int stamps)
    {
        var sums = _sums;
        _sums = new MinuteSums();
        return new Minute(
            index, sums.Offered / 60 * stamps, sums.Refused / 60 * stamps, sums.Messages > 0 ? sums.Envelopes / sums.Messages : 1, sums.Credits / 60, sums.Throttled / 60,
            sums.Age, sums.Instances / 60 * stamps, ParkedBytes * stamps, sums.Drained / 60 * stamps);
    }

    private void Accept(int second, Moment moment, Hour hour)
    {
        var allowed = limits.Quotas.PartnerEnvelopesPerSecond * _accepting.Count;
        var within = moment.Sent.Sum(sent => Math.Min(sent, allowed)) / Math.Max(moment.Sent.Sum(), double.Epsilon);
        var offered = moment.Envelopes.Sum();
        _sums.Offered += offered;

        // What is sent is bounded by credits; the rest is answered 503 and tried again by its sender.
        var arriving = 0.0;
        var messages = new double[_queued.Length];
        for (var partner = 0; partner < messages.Length; partner++)
        {
            var rate = moment.Messages[partner] * within;
            if (partner == away && ParkedBytes >= limits.Quotas.ParkedPartnerBytes)
                rate = 0;
            messages[partner] = rate;
            arriving += rate;
        }

        var wanted = arriving + _heldBack;
        var sent = Math.Min(wanted, SendCapacity());
        _sums.Throttled += wanted - sent;
        _sums.Credits += sent;
        _heldBack = wanted - sent;
        _sent = sent;
        for (var partner = 0; partner < messages.Length; partner++)
        {
            var added = arriving > 0 ? messages[partner] / arriving * sent : 0;
            var packed = moment.Packed(partner);
            Mix(partner, added, packed);
            Accepted += added * packed;
            _sums.Messages += added;
            _sums.Envelopes += added * packed;
            hour.BusOperations += added * operations.Bus(packed);
            hour.TableRequests += added * packed * model["operations.usersPerEnvelope"] * model["operations.tableReadsPerNewUser"];
        }

        _sums.Refused += offered - (messages.Select((rate, partner) => rate * moment.Packed(partner)).Sum());
    }

    private void Mix(int partner, double added, double packed)
    {
        var all = _queued[partner] + added;
        if (all > 0)
            _packed[partner] = ((_queued[partner] * _packed[partner]) + (added * packed)) / all;
        _queued[partner] = all;
    }

    private void Deliver(int second, Hour hour)
    {
        var wanted = new double[_queued.Length];
        double sessions = 0, cores = 0;
        for (var partner = 0; partner < wanted.Length; partner++)
        {
            var isParked = IsParked(partner, second);
            var lane = isParked ? limits.ParkSeconds : limits.LaneSeconds;
            var gate = isParked ? double.MaxValue : limits.Delivery.MostCallsPerPartner * _delivering.Count / limits.AnswerSeconds;
            wanted[partner] = Math.Min(_queued[partner], Math.Min(size.Lanes[partner] / lane, gate));
            sessions += wanted[partner] * lane;
            cores += wanted[partner] * operations.DeliverSeconds(_packed[partner]);
        }

        var total = wanted.Sum();
        var share = Math.Min(1, ReceiveCapacity() / Math.Max(total, double.Epsilon));
        share = Math.Min(share, _delivering.Count * limits.SessionsPerInstance / Math.Max(sessions, double.Epsilon));
        share = Math.Min(share, _delivering.Count * model["instance.cores"] / Math.Max(cores, double.Epsilon));
        for (var partner = 0; partner < wanted.Length; partner++)
        {
            var taken = wanted[partner] * share;
            _queued[partner] -= taken;
            _sums.Age = Math.Max(_sums.Age, taken > 0 ? _queued[partner] / taken : 0);
            if (IsParked(partner, second))
                Park(taken, partner, hour);
            else
                Finish(taken, partner, hour);
        }

        _sums.Credits += total * share;
        _sums.Throttled += Math.Max(0, total - ReceiveCapacity());
        hour.Executions += total * share;
        hour.InstanceSeconds += _delivering.Billed(total * share);
        // The platform divides what waits by the sessions of an instance; a message that is worked on counts.
        _delivering.Follow(Math.Max((_queued.Sum() + (sessions * share)) / limits.SessionsPerInstance, cores * share / (model["instance.cores"] * model["instance.utilisation"])));
    }

    private void Park(double messages, int partner, Hour hour)
    {
        _parked += messages * _packed[partner];
        hour.ParkedBlobs += messages;
        hour.TableRequests += messages * (model["operations.tableReadsPerMessage"] + model["operations.parkedTableWrites"]);
    }

    private void Finish(double messages, int partner, Hour hour) => Finish(messages, _packed[partner], hour);

    private void Finish(double messages, double packed, Hour hour)
    {
        Delivered += messages * packed;
        hour.Delivered += messages * packed;
        hour.TableRequests += messages * (model["operations.tableReadsPerMessage"] + model["operations.tableWritesPerMessage"]);
        hour.LedgerBytes += messages * operations.LedgerBytes(packed);
    }

    private void Drain(int second, Hour hour)
    {
        if (_parked <= 0 || outage.IsOpen(second))
            return;

        var lanes = size.Lanes[away];
        var packed = _packed[away];
        var pace = limits.Lanes.DrainEnvelopesPerSecond * Math.Min(_delivering.Count, lanes);
        var gate = limits.Delivery.MostCallsPerPartner * _delivering.Count / limits.AnswerSeconds;
        var drained = Math.Min(_parked, Math.Min(pace, Math.Min(lanes / limits.LaneSeconds, gate) * packed));
        _parked -= drained;
        _sums.Drained += drained;
        Finish(drained / packed, packed, hour);
        hour.TableRequests += drained / packed * model["operations.parkedTableWrites"];
        if (_parked < 1)
        {
            Delivered += _parked;
            _parked = 0;
            EmptySecond ??= second;
        }
    }

    // What comes while something is parked waits behind it.
    private bool IsParked(int partner, int second) => partner == away && (outage.IsOpen(second) || _parked > 0);

    private double SendCapacity() => size.Tier == BusTier.Standard
        ? Math.Max(model["bus.standardCredits"] / 2, model["bus.standardCredits"] - _queued.Sum())
        : size.Units * model["bus.premiumUnitMessages"];

    private double ReceiveCapacity() => size.Tier == BusTier.Standard
        ? model["bus.standardCredits"] - _sent
        : size.Units * model["bus.premiumUnitMessages"];
}
