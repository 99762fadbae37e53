namespace Relay.Lanes.Tests.Scheduler;

/// <summary>Time that moves only by steps. Each step takes a millisecond; waiting is one step, to the next thing that is due.</summary>
internal sealed class VirtualClock(DateTimeOffset now)
{
    private readonly List<Due> _due = [];
    private long _added;

    private sealed record Due(object Owner, Call? Call, DateTimeOffset At, long Order, Action Run);

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>When the next thing is due; null when nothing is.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            _due.RemoveAll(due => due.Call is { IsDead: true });
            return _due.Count == 0 ? null : _due.Min(due => due.At);
        }
    }

    public void Tick() => Now = Now.AddMilliseconds(1);

    /// <summary>Runs something at a moment, unless its owner is removed or its call is dead by then.</summary>
    public void Add(object owner, DateTimeOffset at, Action run, Call? call = null) => _due.Add(new Due(owner, call, at, _added++, run));

    public void Remove(object owner) => _due.RemoveAll(due => ReferenceEquals(due.Owner, owner));

    /// <summary>Moves to a moment and runs what is due by then, in order.</summary>
    public void Advance(DateTimeOffset to)
    {
        while (_due.Where(due => due.At <= to).OrderBy(due => due.At).ThenBy(due => due.Order).FirstOrDefault() is { } next)
        {
            _due.Remove(next);
            Now = next.At > Now ? next.At : Now;
            next.Run();
        }

        Now = to > Now ? to : Now;
    }
}
