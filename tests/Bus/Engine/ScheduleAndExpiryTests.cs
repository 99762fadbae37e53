using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class ScheduleAndExpiryTests
{
    [Fact]
    public void Scheduled_AtItsTime_ArrivesWithANewNumberAndTime()
    {
        var bench = new QueueBench();
        bench.Send(scheduled: bench.Clock.GetUtcNow().AddMinutes(5));
        bench.Send();
        var (sink, _) = bench.Attach(5);
        Assert.Equal([2], sink.Sequences);
        bench.Settle(sink.Last, Decision.Complete);

        bench.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([2, 3], sink.Sequences);
        Assert.Equal((1, bench.Clock.Milliseconds), (sink.Last.EnqueueSequenceNumber, sink.Last.EnqueuedAt));
    }

    [Fact]
    public void Scheduled_OverARestart_ArrivesAtItsTime()
    {
        var bench = new QueueBench();
        bench.Send(scheduled: bench.Clock.GetUtcNow().AddMinutes(5));
        bench.Restart();
        var (sink, _) = bench.Attach(5);

        bench.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([2], sink.Sequences);
        bench.Restart();
        Assert.Equal([2], bench.Attach(5).Sink.Sequences);
    }

    [Fact]
    public void Cancel_OfAScheduledMessage_RemovesItOnce()
    {
        var bench = new QueueBench();
        bench.Send(scheduled: bench.Clock.GetUtcNow().AddMinutes(5));
        var outcomes = new List<Outcome>();
        for (var i = 0; i < 2; i++)
        {
            bench.Queue.CancelScheduled([1], outcomes.Add);
            bench.Store.Commit();
        }

        Assert.Equal([Outcome.Done, Outcome.MessageNotFound], outcomes);
        Assert.Equal((0, 0), (bench.Store.Messages, bench.Store.States));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TimeToLive_Passed_DeadLettersOrDrops(bool deadLetters)
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", DeadLetteringOnMessageExpiration = deadLetters });
        bench.Send(timeToLive: TimeSpan.FromSeconds(30));
        bench.Send();

        bench.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal([2], bench.Attach(5).Sink.Sequences);
        Assert.Equal(deadLetters ? 2 : 1, bench.Store.Messages);
        var dead = bench.DeadLetters().Received;
        Assert.Equal(deadLetters ? 1 : 0, dead.Count);
        Assert.All(dead, message => Assert.Contains(
            "TTLExpiredException",
            System.Text.Encoding.UTF8.GetString(OutgoingMessage.EncodeWhole(message.Encoded, message)),
            StringComparison.Ordinal));
    }

    [Fact]
    public void TimeToLive_AboveTheQueues_IsCut()
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", DefaultMessageTimeToLive = TimeSpan.FromSeconds(10) });
        bench.Send(timeToLive: TimeSpan.FromHours(1));
        bench.Send();

        bench.Advance(TimeSpan.FromSeconds(11));

        Assert.Empty(bench.Attach(5).Sink.Received);
        Assert.Equal(0, bench.Store.Messages);
    }

    [Fact]
    public void TimeToLive_OfALockedMessage_WaitsForTheSettlement()
    {
        var bench = new QueueBench();
        bench.Send(timeToLive: TimeSpan.FromSeconds(30));
        var (sink, _) = bench.Attach(1);

        bench.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(Outcome.Done, bench.Settle(sink.Last, Decision.Complete));
    }
}
