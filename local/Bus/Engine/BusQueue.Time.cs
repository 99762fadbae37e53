using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>Expired messages are looked for at most this often: one search walks over all lines.</summary>
    private const long SweepMilliseconds = 1000;

    /// <summary>One search ends at most this many messages, so that it does not hold the queue for long; the next one follows.</summary>
    private const int SweepMost = 500;

    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    /// <summary>No message expires before this time.</summary>
    private long _nextExpiry = long.MaxValue;
    private long _lastSweep;

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
            DispatchLocked(null);
        }
    }

    /// <summary>A scheduled message enters the queue as if it had been sent now: under a new sequence number.</summary>
    private void Activate(MessageEntry entry, long now)
    {
        if (!entry.Known)
            BytesOf(entry);
        _scheduled.Remove(entry);
        _aside.Remove(entry.SequenceNumber);
        if (entry.ExpiresAt != long.MaxValue)
            entry.ExpiresAt += now - entry.ScheduledAt;
        entry.EnqueuedAt = now;
        entry.Place = MessagePlace.Active;
        entry.Phase = MessagePhase.Committing;
        var (scheduledNumber, scheduledKey) = (entry.SequenceNumber, entry.Key);
        entry.SequenceNumber = _nextSequence++;
        _changing[scheduledNumber] = _changing[entry.SequenceNumber] = entry.Session;
        _store.Submit(
            [new MoveMessage(scheduledKey, entry.Key), StateOf(entry), new PutNextSequence(_number, _nextSequence)],
            () => Activated(entry, scheduledNumber));
    }

    private void Activated(MessageEntry entry, long scheduledNumber)
    {
        lock (_gate)
        {
            _changing.Remove(scheduledNumber);
            Return(entry);
        }
    }

    private void Sweep(long now)
    {
        _nextExpiry = long.MaxValue;
        var expired = new List<WaitingMessage>();
        SweepLine(_waiting, null);
        foreach (var session in _sessions.Values.Where(session => session.Waiting.Count > 0).ToArray())
            SweepLine(session.Waiting, session);
        foreach (var entry in _aside.Values.Where(entry => entry.IsDeferred).ToArray())
        {
            if (entry.ExpiresAt <= now && entry.Phase == MessagePhase.Waiting)
                Expire(entry);
            else
                _nextExpiry = Math.Min(_nextExpiry, entry.ExpiresAt);
        }
        // What is locked or waits for its time is looked at again in a while.
        _lastSweep = expired.Count < SweepMost ? now : now - SweepMilliseconds;

        void SweepLine(MessageLine line, Session? session)
        {
            var first = expired.Count;
            _nextExpiry = Math.Min(_nextExpiry, line.TakeExpired(now, SweepMost, expired));
            for (var i = first; i < expired.Count; i++)
                Expire(Thaw(expired[i], session));
        }
    }

    private void Expire(MessageEntry entry) => Decide(
        entry,
        _description.DeadLetteringOnMessageExpiration
            ? Verdict.DeadLetter("TTLExpiredException", "The message expired and was dead lettered.")
            : Verdict.Of(Decision.Complete),
        done: null);
}
