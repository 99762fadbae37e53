using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class DeferAndDeadLetterTests
{
    [Fact]
    public void Defer_OverARestart_IsReceivedOnlyByNumber()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(5);
        bench.Settle(sink.Last, Decision.Defer);
        bench.Restart();
        Assert.Empty(bench.Attach(5).Sink.Received);

        var received = Receive(bench, 1);

        Assert.Equal((Outcome.Done, VisibleState.Deferred), (received.Outcome, received.Messages[0].State));
        Assert.Equal(Outcome.MessageNotFound, Receive(bench, 1).Outcome);
        Assert.Equal(Outcome.Done, bench.Settle(received.Messages[0], Decision.Complete));
        Assert.Equal((0, 0), (bench.Store.Messages, bench.Store.States));
    }

    [Fact]
    public void Defer_Answered_CanBeReceivedAtOnce()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(5);
        var found = Outcome.InvalidArgument;
        bench.Queue.Settle(
            sink.Last.LockToken, Verdict.Of(Decision.Defer), _ => bench.Queue.ReceiveDeferred([1], null, false, (outcome, _) => found = outcome));

        bench.Store.Commit();

        Assert.Equal(Outcome.Done, found);
    }

    [Fact]
    public void Abandon_Answered_CanBePeekedAtOnce()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(1);
        var seen = 0;
        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Decision.Abandon), _ => seen = bench.Queue.Peek(0, 10, null).Count);

        bench.Store.Commit();

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Defer_WithAnExpiredLock_StaysDeferred()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(5);
        bench.Settle(sink.Last, Decision.Defer);
        Receive(bench, 1);

        bench.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(sink.Received);
        Assert.Equal(2, Receive(bench, 1).Messages[0].DeliveryCount);
    }

    [Fact]
    public void DeadLetter_OfADeadLetter_IsRefusedAndUncounted()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(5);
        bench.Settle(bench.Queue, sink.Last, Verdict.DeadLetter("why", "because"));
        var dead = bench.DeadLetters();

        Assert.Equal(Outcome.NotAllowed, bench.Settle(bench.Queue.DeadLetter!, dead.Last, Verdict.DeadLetter("again", "because")));
        bench.Settle(bench.Queue.DeadLetter!, dead.Last, Verdict.Of(Decision.Abandon));

        Assert.Equal([0, 0, 0], dead.Received.Select(message => message.DeliveryCount));
    }

    [Fact]
    public void DeadLetter_OverARestart_IsInTheSubQueueOnly()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(5);
        bench.Settle(bench.Queue, sink.Last, Verdict.DeadLetter("why", "because"));
        bench.Restart();

        Assert.Empty(bench.Attach(5).Sink.Received);
        var dead = bench.DeadLetters();
        Assert.Equal([1], dead.Sequences);
        Assert.Equal(Outcome.Done, bench.Settle(bench.Queue.DeadLetter!, dead.Last, Verdict.Of(Decision.Complete)));
        Assert.Equal((0, 0), (bench.Store.Messages, bench.Store.States));
    }

    [Fact]
    public void Peek_OfEveryPlace_LocksNothing()
    {
        var bench = new QueueBench();
        for (var i = 0; i < 3; i++)
            bench.Send();
        bench.Send(scheduled: bench.Clock.GetUtcNow().AddHours(1));
        var (sink, _) = bench.Attach(2);
        bench.Settle(sink.Received[0], Decision.Defer);

        var peeked = bench.Queue.Peek(1, 10, null);

        Assert.Equal([1, 2, 3, 4], peeked.Select(message => message.SequenceNumber));
        Assert.Equal([VisibleState.Deferred, VisibleState.Active, VisibleState.Active, VisibleState.Scheduled], peeked.Select(message => message.State));
        Assert.Equal([3, 4], bench.Queue.Peek(3, 10, null).Select(message => message.SequenceNumber));
    }

    [Fact]
    public void ReceiveAndDelete_RemovesBeforeItDelivers()
    {
        var bench = new QueueBench();
        bench.Send();
        var sink = new RecordingSink(1);
        bench.Queue.CreditChanged(bench.Queue.Attach(sink, settlesOnSend: true));
        Assert.Empty(sink.Received);

        bench.Store.Commit();

        Assert.Single(sink.Received);
        Assert.Equal(0, bench.Store.Messages);
    }

    [Fact]
    public void ReceiveAndDelete_OfAReceiverThatLeft_PutsTheMessageBack()
    {
        var bench = new QueueBench();
        bench.Send();
        var sink = new RecordingSink(1);
        var consumer = bench.Queue.Attach(sink, settlesOnSend: true);
        bench.Queue.CreditChanged(consumer);
        bench.Queue.Detach(consumer);
        bench.Store.Commit();

        Assert.Empty(sink.Received);
        Assert.Single(bench.Attach(1).Sink.Received);
    }

    [Fact]
    public void Credit_Shared_GivesTurns()
    {
        var bench = new QueueBench();
        var (first, _) = bench.Attach(2);
        var (second, _) = bench.Attach(1);
        for (var i = 0; i < 4; i++)
            bench.Send();

        Assert.Equal((2, 1), (first.Received.Count, second.Received.Count));
    }

    private static (Outcome Outcome, IReadOnlyList<DeliveredMessage> Messages) Receive(QueueBench bench, long number)
    {
        (Outcome, IReadOnlyList<DeliveredMessage>) result = (Outcome.Done, []);
        bench.Queue.ReceiveDeferred([number], null, settlesOnSend: false, (outcome, messages) => result = (outcome, messages));
        bench.Store.Commit();
        return result;
    }
}
