namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>The system's clock, put forward at will: timers that are due then fire at once, on their usual threads.</summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Timer> _timers = [];
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return System.GetUtcNow() + _ahead;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span)
    {
        lock (_gate)
        {
            _ahead += span;
            foreach (var timer in _timers)
                timer.Rearm();
        }
    }

    private sealed class Timer(SettableClock clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private readonly ITimer _timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        private DateTimeOffset _due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                var endless = dueTime == Timeout.InfiniteTimeSpan;
                _due = endless ? DateTimeOffset.MaxValue : System.GetUtcNow() + clock._ahead + dueTime;
                if (endless)
                    clock._timers.Remove(this);
                else
                    clock._timers.Add(this);
                return _timer.Change(dueTime, period);
            }
        }

        /// <summary>Called under the clock's lock.</summary>
        public void Rearm()
        {
            var wait = _due - System.GetUtcNow() - clock._ahead;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
