using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    private void Dispatch(Session? session)
    {
        lock (_gate)
            DispatchLocked(session);
    }

    /// <summary>
    /// Delivers what waits to those who want it. In a queue with sessions that is the session in which something changed: the
    /// others are as they were, and there may be thousands.
    /// </summary>
    private void DispatchLocked(Session? session)
    {
        if (_closed)
            return;
        if (!HasSessions)
            Drain(_waiting, null, Now, NextConsumer);
        else if (session?.Holder is { } holder)
            Drain(session.Waiting, session, Now, () => session.Returning == 0 && holder.WantsMessages ? holder : null);
        Arm();
    }

    private void Drain(MessageLine waiting, Session? session, long now, Func<Consumer?> next)
    {
        while (waiting.Count > 0 && next() is { } consumer && waiting.TryTake(out var message))
        {
            var entry = Thaw(message, session);
            if (entry.ExpiresAt <= now)
                Expire(entry);
            else
                Hand(entry, consumer, now);
        }
    }

    /// <summary>Receivers take turns.</summary>
    private Consumer? NextConsumer()
    {
        for (var i = 0; i < _consumers.Count; i++)
        {
            var consumer = _consumers[(_turn + i) % _consumers.Count];
            if (consumer.WantsMessages)
            {
                _turn = (_turn + i + 1) % _consumers.Count;
                return consumer;
            }
        }
        return null;
    }

    private void Hand(MessageEntry entry, Consumer consumer, long now)
    {
        _delivered++;
        _accessedAt = now;
        if (!consumer.SettlesOnSend)
        {
            LockEntry(entry, consumer, now);
            consumer.Sink.Deliver(Describe(entry));
            return;
        }
        entry.Phase = MessagePhase.Committing;
        consumer.Reserved++;
        var message = Describe(entry);
        Submit(new DeleteMessage(entry.Key, entry.HasState), () => HandRemoved(entry, consumer, message));
    }

    private void HandRemoved(MessageEntry entry, Consumer consumer, in DeliveredMessage message)
    {
        lock (_gate)
        {
            consumer.Reserved--;
            if (!consumer.Detached && consumer.Sink.Credit > 0)
            {
                Finish(entry);
                consumer.Sink.Deliver(message);
                EndDrain(consumer);
                return;
            }
            // The receiver left, or cannot take more now, before the message could be sent: it was not seen, so it goes back.
            var insert = new InsertMessage(entry.Key, entry.EnqueuedAt, entry.ExpiresAt, entry.Session?.Id, message.Encoded);
            _store.Submit(entry.HasState ? [insert, StateOf(entry)] : [insert], () => Return(entry));
            EndDrain(consumer);
        }
    }

    private void LockEntry(MessageEntry entry, Consumer? consumer, long now)
    {
        entry.Phase = MessagePhase.Locked;
        entry.LockToken = Guid.NewGuid();
        entry.Holder = consumer;
        entry.HandedAtAsk = consumer?.Asks ?? 0;
        _byToken.Add(entry.LockToken, entry);
        if (entry.Session is { } session)
        {
            entry.LockedUntil = session.LockedUntil;
            session.Locked.Add(entry);
        }
        else
        {
            entry.LockedUntil = now + _lockMilliseconds;
            entry.LockNode = _locks.AddLast(entry);
        }
    }

    private void Unlock(MessageEntry entry)
    {
        _byToken.Remove(entry.LockToken);
        entry.Holder = null;
        entry.Session?.Locked.Remove(entry);
        if (entry.LockNode is { } node)
        {
            _locks.Remove(node);
            entry.LockNode = null;
        }
    }

    /// <summary>Puts a committed message where it waits.</summary>
    private void MakeWaiting(MessageEntry entry)
    {
        entry.Phase = MessagePhase.Waiting;
        _changing.Remove(entry.SequenceNumber);
        if (entry.Place == MessagePlace.Scheduled)
        {
            _aside[entry.SequenceNumber] = entry;
            _scheduled.Add(entry);
            return;
        }
        _nextExpiry = Math.Min(_nextExpiry, entry.ExpiresAt);
        if (entry.IsDeferred)
        {
            _aside[entry.SequenceNumber] = entry;
        }
        else if (entry.Session is { } session)
        {
            session.Waiting.Add(entry);
            OfferSession(session);
        }
        else
        {
            _waiting.Add(entry);
        }
    }

    /// <summary>A message whose return was committed waits again.</summary>
    private void Return(MessageEntry entry)
    {
        lock (_gate)
        {
            MakeWaiting(entry);
            DispatchLocked(entry.Session);
        }
    }

    private void Finish(MessageEntry entry)
    {
        entry.Phase = MessagePhase.Gone;
        _cache.Drop(entry);
        Leave(entry);
    }

    private DeliveredMessage Describe(MessageEntry entry)
    {
        var encoded = BytesOf(entry);
        var locked = entry.Phase == MessagePhase.Locked;
        return new(
            locked ? entry.LockToken : Guid.Empty,
            entry.SequenceNumber,
            entry.EnqueueSequenceNumber,
            entry.EnqueuedAt,
            entry.ExpiresAt,
            locked ? entry.LockedUntil : null,
            entry.DeliveryCount,
            VisibleStateOf(entry.Place),
            entry.Modified,
            _parent?.Name,
            encoded);
    }

    private static VisibleState VisibleStateOf(MessagePlace place) => place switch
    {
        MessagePlace.Scheduled => VisibleState.Scheduled,
        MessagePlace.Deferred or MessagePlace.DeadLetteredDeferred => VisibleState.Deferred,
        _ => VisibleState.Active,
    };
}
