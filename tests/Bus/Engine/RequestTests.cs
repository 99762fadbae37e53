using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class RequestTests
{
    private static readonly QueueDescription Sessions = new() { Name = "q", RequiresSession = true };

    [Fact]
    public void SessionRequests_OfAReceiverThatLostTheSession_AreRefused()
    {
        var bench = new QueueBench(Sessions);
        var (_, first) = bench.Accept("a");
        bench.Advance(TimeSpan.FromMinutes(1));
        var (_, second) = bench.Accept("a");
        var set = Outcome.Done;
        bench.Queue.SetSessionState("a", [1], outcome => set = outcome, first);

        Assert.Equal(Outcome.SessionLockLost, set);
        Assert.Equal(Outcome.SessionLockLost, bench.Queue.RenewSession("a", first).Outcome);
        Assert.Equal(Outcome.SessionLockLost, bench.Queue.GetSessionState("a", first).Outcome);
        Assert.Equal(Outcome.Done, bench.Queue.RenewSession("a", second).Outcome);
        Assert.Equal(Outcome.Done, bench.Queue.RenewSession("a").Outcome);
    }

    [Fact]
    public void ListSessions_ByMessagesOrByState_TellsThose()
    {
        var bench = new QueueBench(Sessions);
        bench.Send(session: "b");
        bench.Send(session: "a");
        bench.Accept("c");
        bench.Queue.SetSessionState("c", [1], _ => { });
        bench.Store.Commit();

        Assert.Equal(["a", "b", "c"], bench.Queue.ListSessions(null, 0, 10));
        Assert.Equal(["b"], bench.Queue.ListSessions(null, 1, 1));
        Assert.Equal(["c"], bench.Queue.ListSessions(bench.Clock.Milliseconds, 0, 10));
        Assert.Empty(bench.Queue.ListSessions(bench.Clock.Milliseconds + 1, 0, 10));
    }

    [Fact]
    public void DeleteUnseen_BeforeATime_LeavesWhatIsLockedDeferredScheduledOrLater()
    {
        var bench = new QueueBench();
        bench.Send();
        bench.Send();
        var (sink, _) = bench.Attach(2);
        bench.Settle(sink.Last, Decision.Defer);
        bench.Send();
        bench.Send(scheduled: bench.Clock.GetUtcNow().AddHours(1));
        bench.Advance(TimeSpan.FromSeconds(1));
        var before = bench.Clock.Milliseconds;
        bench.Send();

        Assert.Equal((1, 0), (Delete(bench, before), Delete(bench, before)));

        Assert.Equal([1, 2, 4, 5], bench.Queue.Peek(0, 10, null).Select(message => message.SequenceNumber));
        Assert.Equal(4, bench.Store.Messages);
    }

    [Fact]
    public void DeleteUnseen_OfAllMessagesOfASession_LeavesNoFreeSession()
    {
        var bench = new QueueBench(Sessions);
        bench.Send(session: "a");
        Assert.Equal(1, Delete(bench, long.MaxValue));
        string? granted = null;

        bench.Queue.RequestSession(new Consumer(new RecordingSink(1), false), (id, _) => granted = id);

        Assert.Null(granted);
        bench.Send(session: "a");
        Assert.Equal("a", granted);
    }

    private static int Delete(QueueBench bench, long before)
    {
        var deleted = -1;
        bench.Queue.DeleteUnseen(10, before, null, count => deleted = count);
        bench.Store.Commit();
        return deleted;
    }
}
