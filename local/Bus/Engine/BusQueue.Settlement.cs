using Relay.Local.Bus.Store;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>Settles a locked message; <paramref name="done"/> comes after the commit, or at once when the lock is lost.</summary>
    public void Settle(Guid token, Verdict verdict, Action<Outcome> done)
    {
        var outcome = Outcome.Done;
        Session? session;
        lock (_gate)
        {
            var entry = Find(token);
            session = entry?.Session;
            if (entry is null)
            {
                outcome = LockLost;
            }
            else if (verdict.Decision == Decision.DeadLetter && _parent is not null)
            {
                // A dead letter has nowhere to go; it is free again, and not counted.
                Unlock(entry);
                MakeWaiting(entry);
                outcome = Outcome.NotAllowed;
            }
            else
            {
                var holder = entry.Holder;
                Unlock(entry);
                if (verdict.Decision != Decision.Release)
                {
                    Decide(entry, verdict, () => done(Outcome.Done));
                    return;
                }
                // A receiver that gives back what it was sent has stopped asking: sending more would only come back too.
                // But a request for more may overtake the release of what was sent before it: then it still asks.
                if (holder is not null && holder.Asks == entry.HandedAtAsk)
                    holder.HeldBack = true;
                MakeWaiting(entry);
            }
        }
        done(outcome);
        Dispatch(session);
    }

    private Outcome LockLost => HasSessions ? Outcome.SessionLockLost : Outcome.MessageLockLost;

    /// <summary>Extends a message's lock; gives its new end.</summary>
    public (Outcome Outcome, long Until) RenewLock(Guid token)
    {
        lock (_gate)
        {
            if (Find(token) is not { LockNode: { } node } entry)
                return (LockLost, 0);
            entry.LockedUntil = Now + _lockMilliseconds;
            _locks.Remove(node);
            _locks.AddLast(node);
            return (Outcome.Done, entry.LockedUntil);
        }
    }

    private MessageEntry? Find(Guid token)
    {
        if (!_byToken.TryGetValue(token, out var entry))
            return null;
        var until = entry.Session?.LockedUntil ?? entry.LockedUntil;
        return until > Now ? entry : null;
    }

    /// <summary>Makes a decision durable. The entry is unlocked and in no waiting list.</summary>
    private void Decide(MessageEntry entry, Verdict verdict, Action? done)
    {
        entry.Phase = MessagePhase.Committing;
        if (verdict.Decision != Decision.Complete)
        {
            if (!entry.Known)
                BytesOf(entry);
            _changing[entry.SequenceNumber] = entry.Session;
        }
        if (verdict.Properties.Count > 0)
            entry.Modified = ApplicationProperties.Overlay(entry.Modified, verdict.Properties);
        switch (verdict.Decision)
        {
            case Decision.Complete:
                Submit(new DeleteMessage(entry.Key, entry.HasState), () => Completed(entry, done));
                break;
            case Decision.Abandon:
                FailedDelivery(entry, done);
                break;
            case Decision.Defer:
                entry.Place = _parent is null ? MessagePlace.Deferred : MessagePlace.DeadLetteredDeferred;
                CountDelivery(entry);
                Submit(StateOf(entry), () => Returned(entry, done));
                break;
            case Decision.DeadLetter:
                MoveToDeadLetter(entry, done);
                break;
            default:
                throw new InvalidOperationException($"{verdict.Decision} needs no commit.");
        }
    }

    /// <summary>A delivery that ended in an abandonment, a lost lock or a deferral counts; in the sub-queue none does.</summary>
    private void CountDelivery(MessageEntry entry)
    {
        if (_parent is null)
            entry.DeliveryCount++;
    }

    private void FailedDelivery(MessageEntry entry, Action? done)
    {
        CountDelivery(entry);
        if (entry.DeliveryCount >= _description.MaxDeliveryCount)
        {
            var verdict = Verdict.DeadLetter(
                "MaxDeliveryCountExceeded", $"Message could not be consumed after {_description.MaxDeliveryCount} delivery attempts.");
            entry.Modified = ApplicationProperties.Overlay(entry.Modified, verdict.Properties);
            MoveToDeadLetter(entry, done);
            return;
        }
        // Later messages of the session wait until this one is back in its place.
        var session = entry.Session;
        if (session is not null)
            session.Returning++;
        Submit(StateOf(entry), () =>
        {
            lock (_gate)
            {
                if (session is not null)
                    session.Returning--;
                MakeWaiting(entry);
            }
            done?.Invoke();
            Dispatch(session);
        });
    }

    private void MoveToDeadLetter(MessageEntry entry, Action? done)
    {
        entry.Place = MessagePlace.DeadLettered;
        if (DeadLetter is null)
        {
            Submit(StateOf(entry), () => Returned(entry, done));
            return;
        }
        entry.ExpiresAt = long.MaxValue;
        Submit(StateOf(entry), () =>
        {
            lock (_gate)
            {
                Leave(entry);
                entry.Session = null;
                DeadLetter.Enter(entry);
            }
            done?.Invoke();
            DeadLetter.Dispatch(null);
        });
    }

    private void Completed(MessageEntry entry, Action? done)
    {
        lock (_gate)
            Finish(entry);
        done?.Invoke();
    }

    /// <summary>Who is told of the settlement may ask for the message at once: so it waits before the answer goes out.</summary>
    private void Returned(MessageEntry entry, Action? done)
    {
        var session = entry.Session;
        lock (_gate)
            MakeWaiting(entry);
        done?.Invoke();
        Dispatch(session);
    }
}
