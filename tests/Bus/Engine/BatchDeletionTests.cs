namespace Relay.Local.Bus.Tests.Engine;

public sealed class BatchDeletionTests
{
    [Fact]
    public void DeleteUnseen_MoreThanAskedFor_KeepsTheRest()
    {
        var bench = new QueueBench();
        for (var i = 0; i < 5; i++)
            bench.Send();

        Assert.Equal(3, Delete(bench, long.MaxValue, 3));

        Assert.Equal([4, 5], bench.Queue.Peek(0, 10, null).Select(message => message.SequenceNumber));
    }

    [Fact]
    public void DeleteUnseen_OneSession_LeavesTheOthers()
    {
        var bench = new QueueBench(new QueueDescription { Name = "q", RequiresSession = true });
        bench.Send(session: "a");
        bench.Send(session: "b");

        Assert.Equal(1, Delete(bench, long.MaxValue, 10, "b"));

        Assert.Equal(["a"], bench.Queue.ListSessions(null, 0, 10));
    }

    private static int Delete(QueueBench bench, long before, int most, string? session = null)
    {
        int? result = null;
        bench.Queue.DeleteUnseen(most, before, session, count => result = count);
        bench.Store.Commit();
        return Assert.NotNull(result);
    }
}
