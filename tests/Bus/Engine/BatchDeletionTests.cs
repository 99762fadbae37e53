using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class BatchDeletionTests
{
    [Fact]
    public void DeleteBefore_OldAndNewMessages_RemovesTheOldOnesOnly()
    {
        var bench = new QueueBench();
        bench.Send("old 1");
        bench.Send("old 2");
        bench.Advance(TimeSpan.FromSeconds(1));
        var time = bench.Clock.Milliseconds;
        bench.Send("new");

        Assert.Equal((Outcome.Done, 2), Delete(bench, time, 100));

        Assert.Equal(1, bench.Store.Messages);
        Assert.Equal(3, Assert.Single(bench.Queue.Peek(0, 10, null)).SequenceNumber);
    }

    [Fact]
    public void DeleteBefore_LockedMessage_Stays()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(1);
        bench.Send();

        Assert.Equal((Outcome.Done, 1), Delete(bench, long.MaxValue, 100));

        Assert.Equal(Outcome.Done, bench.Settle(Assert.Single(sink.Received), Decision.Complete));
    }

    [Fact]
    public void DeleteBefore_MoreThanAskedFor_KeepsTheRest()
    {
        var bench = new QueueBench();
        for (var i = 0; i < 5; i++)
            bench.Send();

        Assert.Equal((Outcome.Done, 3), Delete(bench, long.MaxValue, 3));

        Assert.Equal([4, 5], bench.Queue.Peek(0, 10, null).Select(message => message.SequenceNumber));
    }

    [Fact]
    public void DeleteBefore_SessionNotLocked_IsRefused()
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", RequiresSession = true });
        bench.Send(session: "a");

        Assert.Equal((Outcome.SessionLockLost, 0), Delete(bench, long.MaxValue, 3, "a"));
        bench.Accept("a", credit: 0);
        Assert.Equal((Outcome.Done, 1), Delete(bench, long.MaxValue, 3, "a"));
    }

    [Fact]
    public void SessionIds_MessagesAndStates_AreListedInPages()
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", RequiresSession = true });
        bench.Send(session: "b");
        bench.Send(session: "a");
        bench.Accept("c", credit: 0);
        bench.Queue.SetSessionState("c", [1], _ => { });
        bench.Store.Commit();
        bench.Accept("d", credit: 0);

        Assert.Equal(["a", "b", "c"], bench.Queue.SessionIds(0, 10));
        Assert.Equal(["b"], bench.Queue.SessionIds(1, 1));
    }

    private static (Outcome, int) Delete(QueueBench bench, long before, int most, string? session = null)
    {
        (Outcome, int)? result = null;
        bench.Queue.DeleteBefore(before, most, session, (outcome, count) => result = (outcome, count));
        bench.Store.Commit();
        return Assert.NotNull(result);
    }
}
