using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class DuplicateTests
{
    private static QueueBench Bench() => new(new QueueDescription { Name = "q", RequiresDuplicateDetection = true });

    [Fact]
    public void Duplicate_InTheWindow_IsAcknowledgedAndDropped()
    {
        var bench = Bench();
        Assert.Equal(Outcome.Done, bench.Send("a"));
        Assert.Equal(Outcome.Done, bench.Send("a"));
        Assert.Equal(Outcome.Done, bench.Send("b"));

        Assert.Equal([1, 2], bench.Attach(5).Sink.Sequences);
    }

    [Fact]
    public void Duplicate_AfterTheMessageIsDone_IsStillDropped()
    {
        var bench = Bench();
        bench.Send("a");
        var (sink, _) = bench.Attach(5);
        bench.Settle(sink.Last, Decision.Complete);

        bench.Send("a");

        Assert.Single(sink.Received);
    }

    [Theory]
    [InlineData(599, 1)]
    [InlineData(601, 2)]
    public void Duplicate_AroundTheWindowsEnd_IsDroppedOnlyInside(int seconds, int expected)
    {
        var bench = Bench();
        bench.Send("a");
        bench.Restart();
        bench.Advance(TimeSpan.FromSeconds(seconds));

        bench.Send("a");

        Assert.Equal(expected, bench.Store.Messages);
    }

    [Fact]
    public void Scheduled_Message_TakesPart()
    {
        var bench = Bench();
        bench.Send("a", scheduled: bench.Clock.GetUtcNow().AddMinutes(5));

        Assert.Equal(Outcome.Done, bench.Send("a"));

        Assert.Empty(bench.Attach(5).Sink.Received);
        Assert.Equal(1, bench.Store.Messages);
    }

    [Fact]
    public void Duplicate_OfAnUncommittedMessage_IsAcknowledgedAfterIt()
    {
        var bench = Bench();
        bench.Send("warm");
        Assert.Equal(Outcome.Done, bench.Send("a"));
        bench.Restart();
        Assert.Equal(Outcome.Done, bench.Send("a"));
        Assert.Equal(2, bench.Store.Messages);
    }
}
