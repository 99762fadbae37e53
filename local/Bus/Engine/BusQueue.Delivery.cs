using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>Attaches a receiver of a queue without sessions.</summary>
    public Consumer Attach(IDeliverySink sink, bool settlesOnSend)
    {
        var consumer = new Consumer(sink, settlesOnSend);
        lock (_gate)
            _consumers.Add(consumer);
        return consumer;
    }

    /// <summary>
    /// Ends a receiver. The messages it holds stay locked until their locks end; a session it holds is free at once, and
    /// that is no failed delivery.
    /// </summary>
    public void Detach(Consumer consumer)
    {
        lock (_gate)
        {
            consumer.Detached = true;
            _consumers.Remove(consumer);
            if (consumer.Session is { } session && session.Holder == consumer)
                EndSession(session, counts: false);
        }
        Dispatch();
    }

    /// <summary>The receiver asked for messages; with <paramref name="drain"/> it wants those that are there and no later ones.</summary>
    public void CreditChanged(Consumer consumer, bool drain = false)
    {
        lock (_gate)
        {
            consumer.HeldBack = false;
            consumer.Asks++;
            consumer.Drains = false;
            DispatchLocked();
            consumer.Drains = drain;
            EndDrain(consumer);
        }
    }

    /// <summary>A drain ends when everything that is on its way to the receiver is delivered.</summary>
    private static void EndDrain(Consumer consumer)
    {
        if (!consumer.Drains || consumer.Reserved > 0)
            return;
        consumer.Drains = false;
        consumer.Sink.Drained();
    }

    private void Dispatch()
    {
        lock (_gate)
            DispatchLocked();
    }

    private void DispatchLocked()
    {
        if (_closed)
            return;
        var now = Now;
        if (HasSessions)
        {
            foreach (var session in _held)
                Drain(session.Waiting, session, now, () => session.Returning == 0 && session.Holder is { WantsMessages: true } holder ? holder : null);
        }
        else
        {
            Drain(_waiting, null, now, NextConsumer);
        }
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
            DispatchLocked();
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
