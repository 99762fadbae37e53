using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class LockTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);

    [Fact]
    public void Expiry_OfALock_DeliversAgainAndCounts()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(2);

        bench.Advance(LockDuration);

        Assert.Equal([0, 1], sink.Received.Select(message => message.DeliveryCount));
        Assert.Equal(Outcome.MessageLockLost, bench.Settle(sink.Received[0], Decision.Complete));
        Assert.Equal(Outcome.Done, bench.Settle(sink.Received[1], Decision.Complete));
        Assert.Equal((0, 0), (bench.Store.Messages, bench.Store.States));
    }

    [Fact]
    public void Renewal_BeforeTheEnd_KeepsTheLock()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(2);
        bench.Advance(TimeSpan.FromSeconds(59));

        var (outcome, until) = bench.Queue.RenewLock(sink.Last.LockToken);
        bench.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal((Outcome.Done, bench.Clock.Milliseconds + 1000), (outcome, until));
        Assert.Single(sink.Received);
        Assert.Equal(Outcome.Done, bench.Settle(sink.Last, Decision.Complete));
    }

    [Fact]
    public void Renewal_AfterTheEnd_IsLost()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(1);
        bench.Advance(LockDuration);

        Assert.Equal(Outcome.MessageLockLost, bench.Queue.RenewLock(sink.Last.LockToken).Outcome);
    }

    [Fact]
    public void Detach_OfAReceiver_KeepsItsLocks()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, consumer) = bench.Attach(1);

        bench.Queue.Detach(consumer);

        Assert.Empty(bench.Attach(1).Sink.Received);
        Assert.Equal(Outcome.Done, bench.Settle(sink.Last, Decision.Complete));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MaxDeliveryCount_Reached_DeadLettersWithTheReason(int most)
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", MaxDeliveryCount = most });
        bench.Send();
        var (sink, _) = bench.Attach(10);
        for (var i = 0; i < most; i++)
            bench.Settle(sink.Last, Decision.Abandon);

        Assert.Equal(most, sink.Received.Count);
        var dead = Assert.Single(bench.DeadLetters().Received);
        Assert.Equal((most, "q/$DeadLetterQueue".Length), (dead.DeliveryCount, dead.DeadLetterSource!.Length + "/$DeadLetterQueue".Length));
        Assert.Contains("MaxDeliveryCountExceeded", Text(dead), StringComparison.Ordinal);
    }

    [Fact]
    public void Release_OfAMessage_IsNotCountedAndHoldsTheReceiverBack()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, consumer) = bench.Attach(5);

        bench.Settle(sink.Last, Decision.Release);
        Assert.Single(sink.Received);

        bench.Ask(consumer);
        Assert.Equal(0, sink.Last.DeliveryCount);
        Assert.Equal(2, sink.Received.Count);
    }

    [Fact]
    public void Release_OvertakenByARequest_DeliversAtOnce()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, consumer) = bench.Attach(1);
        sink.Credit = 1;
        bench.Ask(consumer);

        bench.Settle(sink.Last, Decision.Release);

        Assert.Equal(2, sink.Received.Count);
    }

    [Fact]
    public void Settlement_BeforeItsCommit_IsNotAcknowledgedAndComesBackAfterAHalt()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(1);
        var acknowledged = false;
        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Decision.Complete), _ => acknowledged = true);

        Assert.False(acknowledged);
        bench.Restart();

        Assert.Equal(sink.Last.SequenceNumber, Assert.Single(bench.Attach(5).Sink.Received).SequenceNumber);
    }

    [Fact]
    public void Send_BeyondTheQueuesSize_IsRefused()
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", MaxSizeInMegabytes = 0 });

        Assert.Equal(Outcome.QuotaExceeded, bench.Send());
        Assert.Equal(0, bench.Store.Messages);
    }

    [Fact]
    public void Send_ToTheDeadLetters_IsRefused()
    {
        var bench = new QueueBench();
        Outcome? outcome = null;

        bench.Queue.DeadLetter!.Send([], (result, _) => outcome = result);

        Assert.Equal(Outcome.NotAllowed, outcome);
    }

    private static string Text(DeliveredMessage message) =>
        System.Text.Encoding.UTF8.GetString(OutgoingMessage.EncodeWhole(message.Encoded, message));
}
