namespace Relay.Lanes.Tests.Scheduler;

/// <summary>The virtual time as one instance's clock shows it: it may be fast or slow.</summary>
internal sealed class InstanceClock(VirtualClock clock, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => clock.Now + skew;

    public override long GetTimestamp() => clock.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(clock, SynchronizationContext.Current as Call, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(VirtualClock clock, Call? owner, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Remove(this);
            if (_disposed)
                return false;
            if (dueTime != Timeout.InfiniteTimeSpan)
                clock.Add(this, clock.Now + dueTime, () => Fire(period), owner);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            clock.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimeSpan period)
        {
            if (owner is { IsDead: true })
                return;
            if (period > TimeSpan.Zero)
                clock.Add(this, clock.Now + period, () => Fire(period), owner);
            callback(state);
        }
    }
}
