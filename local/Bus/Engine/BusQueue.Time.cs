using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>Expired messages are looked for at most this often: one search walks over all messages.</summary>
    private const long SweepMilliseconds = 1000;

    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    /// <summary>No message expires before this time.</summary>
    private long _nextExpiry = long.MaxValue;
    private long _lastSweep;

    private void NoteExpiry(MessageEntry entry) => _nextExpiry = Math.Min(_nextExpiry, entry.ExpiresAt);

    private void Arm()
    {
        var due = Math.Min(
            Math.Min(_locks.First?.Value.LockedUntil ?? long.MaxValue, _held.Count > 0 ? _held[0].LockedUntil : long.MaxValue),
            Math.Min(_scheduled.Min?.ScheduledAt ?? long.MaxValue, Math.Max(_nextExpiry, _lastSweep + SweepMilliseconds)));
        if (due >= _armedFor || _closed)
            return;
        _armedFor = due;
        // A timer takes at most 49 days; it is armed again when it fires.
        var wait = Math.Clamp(due - Now, 0, (long)TimeSpan.FromDays(40).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _armedFor = long.MaxValue;
            var now = Now;
            while (_locks.First?.Value is { } entry && entry.LockedUntil <= now)
            {
                Unlock(entry);
                Decide(entry, Verdict.Of(Decision.Abandon), done: null);
            }
            while (_held.Count > 0 && _held[0].LockedUntil <= now)
            {
                var (session, holder) = (_held[0], _held[0].Holder!);
                EndSession(session, counts: true);
                holder.Sink.SessionLost();
            }
            while (_scheduled.Min is { } due && due.ScheduledAt <= now)
                Activate(due, now);
            if (_nextExpiry <= now && now >= _lastSweep + SweepMilliseconds)
                Sweep(now);
            DispatchLocked();
        }
    }

    /// <summary>A scheduled message enters the queue as if it had been sent now.</summary>
    private void Activate(MessageEntry entry, long now)
    {
        _scheduled.Remove(entry);
        _bySequence.Remove(entry.SequenceNumber);
        if (entry.ExpiresAt != long.MaxValue)
            entry.ExpiresAt += now - entry.ScheduledAt;
        entry.EnqueuedAt = now;
        entry.Place = MessagePlace.Active;
        entry.Phase = MessagePhase.Committing;
        entry.SequenceNumber = _nextSequence++;
        _bySequence.Add(entry.SequenceNumber, entry);
        _store.Submit([StateOf(entry), new PutNextSequence(_number, _nextSequence)], () => Return(entry));
    }

    private void Sweep(long now)
    {
        _lastSweep = now;
        _nextExpiry = long.MaxValue;
        foreach (var entry in _bySequence.Values.ToArray())
        {
            var waits = entry is { Phase: MessagePhase.Waiting, Place: MessagePlace.Active or MessagePlace.Deferred };
            if (entry.ExpiresAt > now || !waits)
            {
                _nextExpiry = Math.Min(_nextExpiry, Math.Max(entry.ExpiresAt, now + SweepMilliseconds));
                continue;
            }
            if (!entry.IsDeferred)
                (entry.Session?.Waiting ?? _waiting).Remove(entry);
            Expire(entry);
        }
    }

    private void Expire(MessageEntry entry) => Decide(
        entry,
        _description.DeadLetteringOnMessageExpiration
            ? Verdict.DeadLetter("TTLExpiredException", "The message expired and was dead lettered.")
            : Verdict.Of(Decision.Complete),
        done: null);
}
