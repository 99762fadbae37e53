using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

/// <summary>What is stored is shown at every moment: before a change is committed, while nobody is told of it yet, and after.</summary>
public sealed class PeekTests
{
    [Theory]
    [InlineData(nameof(Decision.Abandon), null)]
    [InlineData(nameof(Decision.Abandon), "a")]
    [InlineData(nameof(Decision.Defer), null)]
    [InlineData(nameof(Decision.Defer), "a")]
    [InlineData(nameof(Decision.DeadLetter), null)]
    [InlineData(nameof(Decision.DeadLetter), "a")]
    public void Peek_WhileASettlementIsCommitted_ShowsTheMessageWhereItIsStored(string decision, string? session)
    {
        var bench = new QueueBench(Queue(session));
        bench.Send(session: session);
        var (sink, _) = session is null ? bench.Attach(1) : bench.Accept(session, 1);
        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Enum.Parse<Decision>(decision)), _ => { });
        var deadLettered = decision == nameof(Decision.DeadLetter);

        AssertShown(bench, session, [1], []);
        bench.Store.Commit(unreported: AssertMoved);
        AssertMoved();

        void AssertMoved() => AssertShown(bench, session, deadLettered ? [] : [1], deadLettered ? [1] : []);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void Peek_WhileALostLockIsCommitted_ShowsTheMessage(string? session)
    {
        var bench = new QueueBench(Queue(session));
        bench.Send(session: session);
        _ = session is null ? bench.Attach(1) : bench.Accept(session, 1);

        bench.Clock.Advance(bench.Description.LockDuration);

        AssertShown(bench, session, [1], []);
        bench.Store.Commit(unreported: () => AssertShown(bench, session, [1], []));
        AssertShown(bench, session, [1], []);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void Peek_WhileAScheduledMessageEnters_ShowsItUnderTheNumberThatIsStored(string? session)
    {
        var bench = new QueueBench(Queue(session));
        bench.Send(session: session, scheduled: bench.Clock.GetUtcNow().AddMinutes(5));

        bench.Clock.Advance(TimeSpan.FromMinutes(5));

        AssertShown(bench, session, [1], []);
        Assert.Equal(VisibleState.Scheduled, Assert.Single(bench.Queue.Peek(0, 10, session)).State);
        bench.Store.Commit(unreported: () => AssertShown(bench, session, [2], []));
        AssertShown(bench, session, [2], []);
        Assert.Equal(VisibleState.Active, Assert.Single(bench.Queue.Peek(0, 10, session)).State);
    }

    [Fact]
    public void Peek_OfASession_ShowsNoChangeOfAnother()
    {
        var bench = new QueueBench(Queue("a"));
        bench.Send(session: "a");
        bench.Send(session: "b");
        var (sink, _) = bench.Accept("a", 1);

        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Decision.Abandon), _ => { });

        Assert.Equal([2], Numbers(bench.Queue, "b"));
        Assert.Equal([1, 2], Numbers(bench.Queue, null));
    }

    [Fact]
    public void Peek_WhileACompletionIsCommitted_DoesNotShowTheMessage()
    {
        var bench = new QueueBench();
        bench.Send();
        var (sink, _) = bench.Attach(1);

        bench.Queue.Settle(sink.Last.LockToken, Verdict.Of(Decision.Complete), _ => { });

        Assert.Empty(bench.Queue.Peek(0, 10, null));
    }

    private static QueueDescription Queue(string? session) => new() { Name = "q", RequiresSession = session is not null };

    private static void AssertShown(QueueBench bench, string? session, long[] inQueue, long[] deadLetters)
    {
        Assert.Equal(inQueue, Numbers(bench.Queue, session));
        Assert.Equal(deadLetters, Numbers(bench.Queue.DeadLetter!, null));
    }

    private static IEnumerable<long> Numbers(BusQueue queue, string? session) => queue.Peek(0, 10, session).Select(message => message.SequenceNumber);
}
