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
        Dispatch(null);
    }

    /// <summary>The receiver asked for messages; with <paramref name="drain"/> it wants those that are there and no later ones.</summary>
    public void CreditChanged(Consumer consumer, bool drain = false)
    {
        lock (_gate)
        {
            consumer.HeldBack = false;
            consumer.Asks++;
            consumer.Drains = false;
            DispatchLocked(consumer.Session);
            consumer.Drains = drain;
            EndDrain(consumer);
        }
    }

    /// <summary>
    /// The receiver can take deliveries again that its connection could not. It has asked for nothing new: one that is held back,
    /// or drains, stays so.
    /// </summary>
    public void Resume(Consumer consumer)
    {
        lock (_gate)
            DispatchLocked(consumer.Session);
    }

    /// <summary>A drain ends when everything that is on its way to the receiver is delivered.</summary>
    private static void EndDrain(Consumer consumer)
    {
        if (!consumer.Drains || consumer.Reserved > 0)
            return;
        consumer.Drains = false;
        consumer.Sink.Drained();
    }
}
