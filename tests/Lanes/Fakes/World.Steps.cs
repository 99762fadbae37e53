using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>What may happen in the world.</summary>
internal sealed partial class World
{
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(5);

    private bool _heals;

    public IEnumerable<Step> Events()
    {
        if (_arrivals.TryPeek(out var next) && next.AfterChanges <= _scenario.Changes.Count - _changes.Count)
            yield return new Step($"arrive {next.Batch}", Footprint.Writes("arrivals", Queue.Of(next.Lane).Thing), Arrive);

        foreach (var step in Queue.Sessions.SelectMany(Deliveries))
            yield return step;

        if (Partner.IsDown)
            yield return new Step("the partner comes back", Footprint.Writes(Partner.State), () => Partner.IsDown = false);

        // Between calls: one that is under way has the settings in its cache and would not see them. Caches hide who reads, so that
        // a change meets everything.
        if (_changes.Count > 0 && _execution.Operations.Count == 0)
            yield return new Step($"settings change, {_changes.Count} to come", Footprint.Everything, () => ChangeSettings(_changes.Dequeue()));

        if (_execution.Budgets.Left(Scenario.Poll) is > 0 and var polls)
        {
            foreach (var instance in Alike(_instances))
            {
                yield return new Step($"{instance.FullName} is polled, {polls} left", Touching(instance).And(Budgets.Footprint(Scenario.Poll)), () => Poll(instance, acknowledges: true));
                yield return new Step($"{instance.FullName} is polled without acknowledgement, {polls} left", Touching(instance).And(Budgets.Footprint(Scenario.Poll)), () => Poll(instance, acknowledges: false));
            }
        }

        foreach (var operation in _late)
            yield return new Step($"late: {operation.Label}", operation.Footprint, () => TakeLate(operation));
    }

    public IEnumerable<Step> Faults()
    {
        var budgets = _execution.Budgets;
        for (var i = 0; i < _instances.Length; i++)
        {
            var number = i;
            var instance = _instances[i];
            if (instance.IsBusy && budgets.Left(Scenario.Crash) > 0)
            {
                var footprint = CrashFootprint(instance);
                yield return new Step($"{instance.FullName} crashes", footprint, () => Crash(number, null));
                if (budgets.Left(Scenario.LateEffect) > 0)
                {
                    foreach (var operation in _execution.Operations.Where(operation => operation.CanBeLate && instance.Calls.Contains(operation.Call)))
                    {
                        yield return new Step(
                            $"{instance.FullName} crashes, not yet in effect: {operation.Label}",
                            footprint.And(Budgets.Footprint(Scenario.LateEffect)),
                            () => Crash(number, operation));
                    }
                }
            }

        }

        if (budgets.Left(Scenario.Sweep) > 0)
        {
            foreach (var instance in Alike(_instances))
                yield return new Step($"{instance.FullName} sweeps", Touching(instance).And(Budgets.Footprint(Scenario.Sweep)), () => Sweep(instance));
        }

        if (budgets.Left(Scenario.LockLoss) > 0)
        {
            foreach (var session in Queue.Sessions.Where(session => session.Lock is not null))
                yield return new Step($"the lock of {session.Lane.Key} is lost", Footprint.Writes(session.Thing).And(Budgets.Footprint(Scenario.LockLoss)), () => LoseLock(session));
        }

        if (!Partner.IsDown && budgets.Left(Scenario.Outage) > 0)
        {
            yield return new Step(
                "the partner goes away",
                Footprint.Writes(Partner.State).And(Budgets.Footprint(Scenario.Outage)),
                () => Spend(Scenario.Outage, () => Partner.IsDown = true));
        }

        if (budgets.Left(Scenario.SlowCall) > 0 && _execution.Operations.Count > 0 && Clock.Next < _execution.Operations.Min(operation => operation.Until) && WaitStep("time passes meanwhile") is { } passes)
            yield return passes with { Take = () => Spend(Scenario.SlowCall, passes.Take) };
    }

    public Step? Wait() => WaitStep("wait");

    private Step? WaitStep(string label)
    {
        if (Clock.Next is not { } next || (_heals ? IsQuiet || Clock.Now - _healed > LongestHealing : _waits >= _scenario.MostWaits))
            return null;
        return new Step($"{label} ({(next - Beginning).TotalSeconds:0.000} s)", Footprint.Everything, () =>
        {
            _waits++;
            Clock.Advance(next);
        });
    }

    // While an instance keeps a session, its messages go there.
    private IEnumerable<Step> Deliveries(Session session)
    {
        if (session.Lock is not null || session.Messages.Count == 0)
            yield break;

        var message = session.Messages[0];
        foreach (var instance in Alike(_instances.Where(instance => MayTake(instance, session))))
        {
            yield return new Step(
                $"{instance.FullName} takes {Name(session, message)}{(message.Deliveries > 0 ? " again" : "")}",
                Touching(instance).And(Footprint.Writes(session.Thing)),
                () => Deliver(session, message, instance));
        }
    }

    private bool MayTake(Instance instance, Session session)
    {
        if (_scenario.OneCallAtATime && instance.IsBusy)
            return false;
        if (session.Keeper.Until > Clock.Now)
            return session.Keeper.Instance == instance.FullName;
        return !_scenario.Spread || session.WasTaken || instance.Name[0] - 'A' == (session.Lane.Number + session.Lane.Epoch + (int)session.Lane.Class) % _instances.Length;
    }

    // Two instances that have done nothing yet are the same: one of them is enough.
    private static IEnumerable<Instance> Alike(IEnumerable<Instance> instances)
    {
        var freshSeen = false;
        foreach (var instance in instances)
        {
            if (!instance.IsFresh || !freshSeen)
                yield return instance;
            freshSeen |= instance.IsFresh;
        }
    }

    private static Footprint Touching(Instance instance) =>
        Footprint.Writes(instance.Memory).And(instance.IsFresh ? Footprint.Writes("fresh/" + instance.FullName) : Footprint.Reads("fresh/"));

    private void Deliver(Session session, QueuedBody message, Instance instance)
    {
        message.Deliveries++;
        session.Lock = Start(instance, $"{Name(session, message)}{new string('\'', message.Deliveries - 1)}", () => HandleAsync(session, message, instance));
        session.Keeper = (instance.FullName, DateTimeOffset.MaxValue);
        session.WasTaken = true;
    }

    private async Task HandleAsync(Session session, QueuedBody message, Instance instance)
    {
        var call = Call.Current;
        var delivered = message with { Counted = message.Counted };
        try
        {
            await instance.Relay.HandleAsync(delivered, CancellationToken.None);
        }
        catch (Azure.RequestFailedException)
        {
            // The stores were away for longer than a call may be held: it is abandoned and comes again.
            await OnTimeAsync(call, FailureDelay);
            await SettleAsync(session, call, instance, remove: false);
            return;
        }

        await SettleAsync(session, call, instance, remove: true);
    }

    private Task OnTimeAsync(Call call, TimeSpan wait)
    {
        var due = new TaskCompletionSource();
        Clock.Add(due, Clock.Now + wait, due.SetResult, call);
        return due.Task;
    }

    private Task SettleAsync(Session session, Call call, Instance instance, bool remove) => call.OperateAsync(
        remove ? "settle" : "abandon",
        Footprint.Writes(session.Thing),
        DateTimeOffset.MaxValue,
        () => session.Lock != call,
        CancellationToken.None,
        new Outcome<bool>("", null, () =>
        {
            if (session.Lock != call)
                return false; // The lock was lost: the message is somebody else's.
            session.Lock = null;
            session.Keeper = (instance.FullName, Clock.Now + LaneQueue.IdleTime);
            if (remove)
                session.Messages.RemoveAt(0);
            else
                session.Messages[0].Counted++;
            return true;
        }));

    private Footprint CrashFootprint(Instance instance) => Footprint
        .Writes([instance.Memory, .. Queue.Sessions.Where(session => session.Keeper.Instance == instance.FullName).Select(session => session.Thing), "fresh/" + instance.FullName])
        .And(Budgets.Footprint(Scenario.Crash));

    private void Crash(int number, Operation? late)
    {
        var instance = _instances[number];
        Spend(Scenario.Crash, () =>
        {
            foreach (var call in instance.Calls)
                call.Kill();
        });
        foreach (var operation in _execution.Operations.Where(operation => operation.Call.IsDead).ToList())
            _execution.Remove(operation);
        if (late is not null)
            Spend(Scenario.LateEffect, () => _late.Add(late));

        foreach (var session in Queue.Sessions.Where(session => session.Keeper.Instance == instance.FullName))
            (session.Lock, session.Keeper) = (null, ("", DateTimeOffset.MinValue));
        _instances[number] = Make(number, instance.Generation + 1);
    }

    private void LoseLock(Session session) => Spend(Scenario.LockLoss, () => (session.Lock, session.Keeper) = (null, ("", DateTimeOffset.MinValue)));

    private void Sweep(Instance instance) =>
        Spend(Scenario.Sweep, () => Start(instance, $"sweep{++_calls}", () => instance.Relay.SweepAsync(CancellationToken.None)));

    private void Poll(Instance instance, bool acknowledges) =>
        Spend(Scenario.Poll, () => Start(instance, $"poll{++_calls}", () => instance.Relay.PullAsync(Partner, acknowledges, CancellationToken.None)));

    private void TakeLate(Operation operation)
    {
        _late.Remove(operation);
        operation.TakeEffectUnheard();
    }

    private void ChangeSettings(Func<Functions.Partners.PartnerRecord, Functions.Partners.PartnerRecord> change)
    {
        var before = Settings.Present;
        var stored = Settings.Present = change(before);
        var instance = _instances[0];
        Start(instance, $"settings{++_calls}", () => instance.Relay.SettingsChangedAsync(stored, before, CancellationToken.None));
    }

    private void Spend(string budget, Action fault)
    {
        _execution.Budgets.Take(budget);
        fault();
    }

    private static string Name(Session session, QueuedBody message) => $"{session.Lane.Key}#{message.Sequence}";
}
