namespace Relay.Local.Bus.Transport;

/// <summary>Wakes connections when a token of theirs ends, with one timer for all of them.</summary>
internal sealed class ClaimClock
{
    // Timers take no longer spans; a later end is looked at again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Dictionary<ConnectionState, DateTimeOffset> _ends = [];
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    public ClaimClock(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Wakes the connection at that time and not earlier asked for; null forgets it.</summary>
    public void Set(ConnectionState connection, DateTimeOffset? end)
    {
        lock (_gate)
        {
            if (end is not { } time)
            {
                _ends.Remove(connection);
                if (_ends.Count == 0)
                    Arm(DateTimeOffset.MaxValue);
                return;
            }
            _ends[connection] = time;
            if (time < _armedFor)
                Arm(time);
        }
    }

    private void Ring()
    {
        ConnectionState[] due;
        lock (_gate)
        {
            var now = Now;
            due = [.. _ends.Where(pair => pair.Value <= now).Select(pair => pair.Key)];
            foreach (var connection in due)
                _ends.Remove(connection);
            Arm(_ends.Count == 0 ? DateTimeOffset.MaxValue : _ends.Values.Min());
        }
        foreach (var connection in due)
            connection.CloseExpired();
    }

    private void Arm(DateTimeOffset time)
    {
        _armedFor = time;
        if (time == DateTimeOffset.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }
        // A timer may fire a moment early: it then waits the rest, and at least a millisecond so as not to spin.
        var wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((time - Now).TotalMilliseconds)));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
