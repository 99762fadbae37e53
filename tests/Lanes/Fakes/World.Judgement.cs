using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>What must hold: after each step, and at the end, when all faults are over and everything has had its time.</summary>
internal sealed partial class World
{
    private const int MostHealingSteps = 5_000;

    private static readonly TimeSpan LongestHealing = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private DateTimeOffset _healed;

    private bool IsQuiet =>
        _arrivals.Count == 0
        && !Array.Exists(_instances, instance => instance.IsBusy)
        && Queue.Sessions.All(session => session.Messages.Count == 0)
        && Parked.All.All(blob => blob.Contents.Ids.All(HasEnded))
        && Lanes.Partners.All(partner => Lanes.Snapshot(partner) is { Lanes.Count: 0 } state && state.OpenEpoch == Settings.Present.Epoch);

    private bool IsPulling => Settings.Present.Mode == Functions.Partners.DeliveryMode.Pull;

    // A call that crashed after it had stored a message to be parked, and before it had parked the lane, leaves it behind; its
    // envelopes end by another way, and the next drain of the lane removes it.
    private bool HasEnded(Guid id) => Ledger.Has(id) || Held.Has(id);

    public void Check()
    {
        var fault = _fault ?? Partner.Overtaken ?? Partner.Late;
        if (fault is null && Ledger.Changed.Count > 0)
            fault = $"{Letter.NumberOf(Ledger.Changed[0].Before.Id)} ended as {Ledger.Changed[0].Before.State}, then as {Ledger.Changed[0].After.State}";
        fault ??= FindLost() is { } lost ? $"{Letter.NumberOf(lost)} is lost: it has not ended and is nowhere" : null;
        if (fault is not null)
            throw new BrokenInvariantException(fault);
    }

    /// <summary>Lets all faults end, the partner be well, and time pass until everything has come to rest.</summary>
    private void Heal()
    {
        _heals = true;
        _healed = Clock.Now;
        _execution.Budgets.Close();
        _late.Clear();
        Partner.Heal();
        _execution.Schedule.Add(Scheduled.End);
        var instance = _instances[0];
        if (Lanes.Snapshot(Scenario.PartnerName).Breaker is { State: Functions.Lanes.BreakerState.Disabled })
            Start(instance, $"enable{++_calls}", () => instance.Relay.EnableAsync(CancellationToken.None));
        Recur(SweepInterval, () => Start(_instances[0], $"sweep{++_calls}", () => _instances[0].Relay.SweepAsync(CancellationToken.None)));
        if (IsPulling)
            Recur(TimeSpan.FromSeconds(5), () => Start(_instances[0], $"pull{++_calls}", () => _instances[0].Relay.PullAsync(Partner, acknowledge: true, CancellationToken.None)));
        _execution.Run(this, new Ordinary(), MostHealingSteps);
        if (IsQuiet && !IsPulling && Lanes.Snapshot(Scenario.PartnerName).Breaker is not null)
            Knock();
    }

    // An open breaker without a parked lane waits for the next envelope: that one must get through and close it.
    private void Knock()
    {
        var lane = new Lane(EnvelopeClass.Normal, Settings.Present.Epoch, Scenario.PartnerName, 0);
        _arrivals.Enqueue(new Arrival(lane, new Letter(1_000, "knocking")));
        _execution.Run(this, new Ordinary(), MostHealingSteps);
        if (Lanes.Snapshot(Scenario.PartnerName).Breaker is not null)
            throw new BrokenInvariantException($"an envelope that came when all faults were over did not close the breaker: {Describe()}");
    }

    private void Recur(TimeSpan interval, Action run)
    {
        if (_scenario.Flaw.HasFlag(Flaw.ForgottenAlarms))
            return;
        Clock.Add(run, Clock.Now + interval, () =>
        {
            run();
            Recur(interval, run);
        });
    }

    private void CheckEnd()
    {
        if (!IsQuiet)
            throw new BrokenInvariantException($"{LongestHealing.TotalMinutes:0} minutes after all faults are over: {Describe()}");

        var entries = Ledger.All.ToLookup(entry => entry.Id);
        foreach (var id in Accepted.Keys)
        {
            var number = Letter.NumberOf(id);
            if (!entries.Contains(id) && !Held.Has(id))
                throw new BrokenInvariantException($"{number} has not ended");
            foreach (var entry in entries[id])
                CheckEntry(number, entry);
            if (entries[id].Select(entry => entry.State).Distinct().Count() > 1)
                throw new BrokenInvariantException($"{number} ended as {string.Join(" and as ", entries[id].Select(entry => entry.State))}");
            if (!MayRepeat && Partner.Taken.GetValueOrDefault(id) > 1)
                throw new BrokenInvariantException($"{number} was delivered {Partner.Taken[id]} times although no answer was lost");
        }
    }

    private void CheckEntry(int number, FinalEntry entry)
    {
        var isThere = Partner.Taken.ContainsKey(entry.Id);
        if (entry.State == FinalState.Delivered && !isThere)
            throw new BrokenInvariantException($"{number} is said to be delivered and has never arrived");
        if (entry.State is FinalState.Expired or FinalState.Refused && isThere && !entry.PossiblyDelivered && entry.Reason != "id-reused")
            throw new BrokenInvariantException($"{number} has arrived, ended as {entry.State}, and is not said to be possibly delivered");
    }

    // An envelope that has not ended must be held, parked, or in a message of the queue.
    private Guid? FindLost()
    {
        HashSet<Guid>? kept = null;
        foreach (var id in Accepted.Keys)
        {
            if (HasEnded(id))
                continue;
            kept ??= Queue.Sessions.SelectMany(session => session.Messages).Select(message => message.Contents)
                .Concat(Parked.All.Select(blob => blob.Contents))
                .SelectMany(contents => contents.Claim is { } claim ? Bodies.IdsOf(claim) : contents.Ids)
                .ToHashSet();
            if (!kept.Contains(id))
                return id;
        }

        return null;
    }

    private string Describe()
    {
        var busy = _instances.SelectMany(instance => instance.Calls).Where(call => !call.HasEnded).Select(call => $"{call.Name} still runs");
        var queued = Queue.Sessions.SelectMany(session => session.Messages.Select(message => $"{Name(session, message)} is queued"));
        var parked = Parked.All.Select(blob => $"{blob.Name} is parked");
        var lanes = Lanes.Partners.SelectMany(partner =>
        {
            var state = Lanes.Snapshot(partner);
            return state.Lanes.Values
                .Select(record => $"{record.Lane.Key} is {record.Mode}, alarm {record.Alarm} due {record.DueAt?.ToString("HH:mm:ss.fff") ?? "never"}, lease until {record.Lease?.Until.ToString("HH:mm:ss.fff") ?? "never"}")
                .Append(state.Breaker is { } breaker ? $"the breaker is {breaker.State}, probe due {breaker.ProbeAt:HH:mm:ss.fff} by {breaker.ProbeLane?.Key ?? "nobody"}" : "the breaker is closed")
                .Append($"epoch {state.OpenEpoch} of {Settings.Present.Epoch} is open");
        });
        return string.Join("; ", busy.Concat(queued).Concat(parked).Concat(lanes));
    }
}
