using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

public sealed class SessionTests
{
    private static QueueBench Bench(int maxDeliveryCount = 10) =>
        new(new QueueDescription { Name = "q", RequiresSession = true, MaxDeliveryCount = maxDeliveryCount });

    [Fact]
    public void NextFree_WithNoMessages_IsGrantedOnTheFirstSend()
    {
        var bench = Bench();
        string? granted = null;
        bench.Queue.RequestSession(new Consumer(new RecordingSink(1), false), (id, _) => granted = id);
        Assert.Null(granted);

        bench.Send(session: "a");

        Assert.Equal("a", granted);
    }

    [Fact]
    public void NextFree_Twice_GrantsTwoSessions()
    {
        var bench = Bench();
        bench.Send(session: "a");
        bench.Send(session: "b");
        var granted = new List<string>();
        for (var i = 0; i < 3; i++)
            bench.Queue.RequestSession(new Consumer(new RecordingSink(1), false), (id, _) => granted.Add(id));

        Assert.Equal(["a", "b"], granted);
    }

    [Fact]
    public void Withdraw_OfARequest_LeavesTheSessionFree()
    {
        var bench = Bench();
        var request = bench.Queue.RequestSession(new Consumer(new RecordingSink(1), false), (_, _) => Assert.Fail("It was withdrawn."));

        Assert.True(bench.Queue.Withdraw(request));
        bench.Send(session: "a");

        Assert.Single(bench.Accept("a").Sink.Received);
    }

    [Fact]
    public void Accept_OfALockedSession_IsRefused()
    {
        var bench = Bench();
        bench.Accept("a");

        Assert.Equal(Outcome.SessionCannotBeLocked, bench.Queue.AcceptSession(new Consumer(new RecordingSink(1), false), "a").Outcome);
    }

    [Fact]
    public void Abandon_InASession_ComesAgainBeforeLaterMessages()
    {
        var bench = Bench();
        for (var i = 0; i < 3; i++)
            bench.Send(session: "a");
        var (sink, consumer) = bench.Accept("a", credit: 1);

        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Decision.Abandon), _ => { });
        sink.Credit = 5;
        bench.Queue.CreditChanged(consumer);
        Assert.Single(sink.Received);
        bench.Store.Commit();

        Assert.Equal([1, 1, 2, 3], sink.Sequences);
    }

    [Fact]
    public void LockExpiry_OfASession_TellsTheHolderCountsAndKeepsOrder()
    {
        var bench = Bench();
        for (var i = 0; i < 3; i++)
            bench.Send(session: "a");
        var (lost, _) = bench.Accept("a", credit: 2);

        bench.Advance(TimeSpan.FromMinutes(1));

        Assert.True(lost.Lost);
        Assert.Equal(Outcome.SessionLockLost, bench.Settle(lost.Received[0], Decision.Complete));
        var (sink, _) = bench.Accept("a");
        Assert.Equal([1, 2, 3], sink.Sequences);
        Assert.Equal([1, 1, 0], sink.Received.Select(message => message.DeliveryCount));
    }

    [Fact]
    public void Detach_OfTheHolder_FreesTheSessionWithoutCounting()
    {
        var bench = Bench();
        bench.Send(session: "a");
        var (_, consumer) = bench.Accept("a");

        bench.Queue.Detach(consumer);

        Assert.Equal(0, Assert.Single(bench.Accept("a").Sink.Received).DeliveryCount);
    }

    [Fact]
    public void Renewal_OfASession_KeepsItsMessages()
    {
        var bench = Bench();
        bench.Send(session: "a");
        var (sink, _) = bench.Accept("a");
        bench.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(Outcome.Done, bench.Queue.RenewSession("a").Outcome);

        bench.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(Outcome.Done, bench.Settle(sink.Last, Decision.Complete));
    }

    [Fact]
    public void State_OfASession_SurvivesAHaltAndNeedsTheLock()
    {
        var bench = Bench();
        Assert.Equal(Outcome.SessionLockLost, bench.Queue.GetSessionState("a").Outcome);
        bench.Accept("a");
        bench.Queue.SetSessionState("a", [7], outcome => Assert.Equal(Outcome.Done, outcome));
        bench.Store.Commit();

        bench.Restart();
        bench.Accept("a");

        Assert.Equal([7], bench.Queue.GetSessionState("a").State);
    }

    [Fact]
    public void Send_WithoutSession_IsRefused() => Assert.Equal(Outcome.NotAllowed, Bench().Send());

    [Fact]
    public void Restart_WithAnAbandonedMessage_KeepsCountAndOrder()
    {
        var bench = Bench();
        bench.Send(session: "a");
        bench.Send(session: "a");
        var (sink, _) = bench.Accept("a", credit: 1);
        bench.Settle(sink.Last, Decision.Abandon);

        bench.Restart();

        var again = bench.Accept("a").Sink;
        Assert.Equal([1, 2], again.Sequences);
        Assert.Equal(1, again.Received[0].DeliveryCount);
    }
}
