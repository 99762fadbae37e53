using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;
using Outcome = Relay.Local.Bus.Engine.Outcome;

namespace Relay.Local.Bus.Tests.Engine;

/// <summary>A queue over a fake clock and a store in memory; every step commits unless the test says otherwise.</summary>
internal sealed class QueueBench
{
    public QueueBench(QueueDescription? description = null)
    {
        Description = description ?? new QueueDescription { Name = "q" };
        Queue = new BusQueue(Description, Store, Clock, new BodyCache(1 << 20));
    }

    public QueueDescription Description { get; }

    public FakeClock Clock { get; } = new();

    public MemoryStore Store { get; } = new();

    public BusQueue Queue { get; private set; }

    /// <summary>Halts and starts again from what was committed.</summary>
    public void Restart()
    {
        Store.LosePending();
        Queue.Dispose();
        Queue = new BusQueue(Description, Store, Clock, new BodyCache(1 << 20));
        Store.Commit();
    }

    public Outcome Send(string? id = null, string? session = null, TimeSpan? timeToLive = null, DateTimeOffset? scheduled = null)
    {
        Outcome? result = null;
        Queue.Send([Message(id, session, timeToLive, scheduled)], (outcome, numbers) =>
        {
            result = outcome;
            LastNumber = numbers.FirstOrDefault();
        });
        Store.Commit();
        return Assert.NotNull(result);
    }

    public long LastNumber { get; private set; }

    public (RecordingSink Sink, Consumer Consumer) Attach(int credit, bool settlesOnSend = false)
    {
        var sink = new RecordingSink(credit);
        var consumer = Queue.Attach(sink, settlesOnSend);
        Ask(consumer);
        return (sink, consumer);
    }

    public (RecordingSink Sink, Consumer Consumer) Accept(string id, int credit = 100)
    {
        var sink = new RecordingSink(credit);
        var consumer = new Consumer(sink, settlesOnSend: false);
        Assert.Equal(Outcome.Done, Queue.AcceptSession(consumer, id).Outcome);
        Ask(consumer);
        return (sink, consumer);
    }

    public void Ask(Consumer consumer)
    {
        Queue.CreditChanged(consumer);
        Store.Commit();
    }

    public Outcome Settle(DeliveredMessage message, Decision decision) => Settle(Queue, message, Verdict.Of(decision));

    public Outcome Settle(BusQueue queue, DeliveredMessage message, Verdict verdict)
    {
        Outcome? result = null;
        queue.Settle(message.LockToken, verdict, outcome => result = outcome);
        Store.Commit();
        return Assert.NotNull(result);
    }

    public void Advance(TimeSpan span)
    {
        Clock.Advance(span);
        Store.Commit();
        Clock.Advance(TimeSpan.Zero);
        Store.Commit();
    }

    public RecordingSink DeadLetters()
    {
        var sink = new RecordingSink(100);
        Queue.DeadLetter!.CreditChanged(Queue.DeadLetter.Attach(sink, settlesOnSend: false));
        Store.Commit();
        return sink;
    }

    private static IncomingMessage Message(string? id, string? session, TimeSpan? timeToLive, DateTimeOffset? scheduled)
    {
        var message = AmqpMessage.Create(new Data { Value = new ArraySegment<byte>([1, 2, 3]) });
        if (timeToLive is { } life)
            message.Header.Ttl = (uint)life.TotalMilliseconds;
        if (scheduled is { } time)
            message.MessageAnnotations.Map["x-opt-scheduled-enqueue-time"] = time.UtcDateTime;
        if (id is not null)
            message.Properties.MessageId = id;
        if (session is not null)
            message.Properties.GroupId = session;
        var buffer = new MemoryStream();
        foreach (var segment in message.GetPayload())
            buffer.Write(segment);
        return IncomingMessage.Parse(buffer.ToArray());
    }
}
