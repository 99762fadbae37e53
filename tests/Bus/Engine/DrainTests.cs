using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class DrainTests
{
    [Fact]
    public void Drain_WithMessages_DeliversThemAndGivesTheRestBack()
    {
        var bench = new QueueBench();
        bench.Send();
        var sink = new RecordingSink(5);
        var consumer = bench.Queue.Attach(sink, settlesOnSend: false);

        bench.Queue.CreditChanged(consumer, drain: true);
        bench.Send();

        Assert.Equal([1], sink.Sequences);
        Assert.Equal(0, sink.Credit);
    }

    [Fact]
    public void Drain_WhileARemovalIsCommitted_EndsWithTheMessageDelivered()
    {
        var bench = new QueueBench();
        bench.Send();
        var sink = new RecordingSink(5);
        var consumer = bench.Queue.Attach(sink, settlesOnSend: true);
        bench.Queue.CreditChanged(consumer);

        bench.Queue.CreditChanged(consumer, drain: true);
        Assert.Equal(5, sink.Credit);
        bench.Store.Commit();
        bench.Send();

        Assert.Equal([1], sink.Sequences);
        Assert.Equal(0, sink.Credit);
        Assert.Equal(1, bench.Store.Messages);
    }

    [Fact]
    public void Resume_WhileADrainIsPending_DoesNotEndIt()
    {
        var bench = new QueueBench();
        bench.Send();
        var sink = new RecordingSink(5);
        var consumer = bench.Queue.Attach(sink, settlesOnSend: true);
        bench.Queue.CreditChanged(consumer, drain: true);

        bench.Queue.Resume(consumer);
        bench.Store.Commit();

        Assert.Equal([1], sink.Sequences);
        Assert.Equal(0, sink.Credit);
    }

    [Fact]
    public void Resume_HeldBackAfterARelease_DeliversNothing()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, consumer) = bench.Attach(5);
        bench.Settle(sink.Last, Decision.Release);

        bench.Queue.Resume(consumer);

        Assert.Single(sink.Received);
    }

    [Fact]
    public void Resume_AfterCongestion_DeliversWhatWaits()
    {
        var bench = new QueueBench();
        var (sink, consumer) = bench.Attach(0);
        bench.Send();

        sink.Credit = 1;
        bench.Queue.Resume(consumer);

        Assert.Equal([1], sink.Sequences);
    }
}
