namespace Relay.Local.Bus.Engine;

/// <summary>Where a queue's deliveries go. Called under the queue's lock; it must not block.</summary>
internal interface IDeliverySink
{
    /// <summary>How many more messages the receiver has asked for.</summary>
    int Credit { get; }

    void Deliver(in DeliveredMessage message);

    /// <summary>What was there is delivered, and the rest of the credit is to be given back.</summary>
    void Drained();

    /// <summary>The session's lock ended; nothing more will come.</summary>
    void SessionLost();
}

/// <summary>A receiver attached to a queue.</summary>
internal sealed class Consumer(IDeliverySink sink, bool settlesOnSend)
{
    public IDeliverySink Sink => sink;

    /// <summary>Messages are removed before they are delivered (receive and delete).</summary>
    public bool SettlesOnSend => settlesOnSend;

    /// <summary>Held back since it released a message, until it asks again.</summary>
    public bool HeldBack { get; set; }

    /// <summary>How often it has asked for messages.</summary>
    public long Asks { get; set; }

    /// <summary>It wants what is there and no later messages, and is not yet told that it has them.</summary>
    public bool Drains { get; set; }

    public bool Detached { get; set; }

    /// <summary>Deliveries whose removal is being committed; they have used up credit.</summary>
    public int Reserved { get; set; }

    public Session? Session { get; set; }

    public bool WantsMessages => !HeldBack && !Detached && !Drains && sink.Credit - Reserved > 0;
}
