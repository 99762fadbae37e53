using Relay.Cli.Bus;
using Relay.Local.Bus;

namespace Relay.Cli.Tests.Bus;

public sealed class StatusLineTests
{
    [Fact]
    public void Format_Durable_TellsTotalsRatesAndDisk()
    {
        var since = Totals.At(0, taken: 1_000, given: 100);
        var now = Totals.At(2, taken: 13_469, given: 105, connections: 3, diskBytes: 12_900_000) with { Scheduled = 7, DeadLetters = 1_204 };

        Assert.Equal(
            "connections 3  active 13,469  scheduled 7  dead-letter 1,204  in 6,234/s  out 2.5/s  disk 12.3 MB", StatusLine.Format(since, now));
    }

    [Fact]
    public void Format_InMemory_TellsTheMessagesSize() =>
        Assert.EndsWith("  memory 5.0 KB", StatusLine.Format(Totals.At(0), Totals.At(1, taken: 5, diskBytes: 0)), StringComparison.Ordinal);

    [Fact]
    public void Format_NoTimePassed_HasNoRates()
    {
        var now = Totals.At(1, taken: 5);

        Assert.Contains("in 0/s  out 0/s", StatusLine.Format(Totals.At(1), now), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SeveralQueues_AddsThemUp()
    {
        var time = DateTimeOffset.UnixEpoch;
        QueueStatus Queue(string name, long factor) => new()
        {
            Description = new QueueDescription { Name = name },
            ActiveMessages = 1 * factor,
            ScheduledMessages = 2 * factor,
            DeadLetterMessages = 3 * factor,
            SizeBytes = 4 * factor,
            Received = 5 * factor,
            Delivered = 6 * factor,
            CreatedAt = time,
            AccessedAt = time,
        };

        var totals = BusTotals.Of(new BusStatus(9, 8, [Queue("a", 1), Queue("b", 10)]), time);

        Assert.Equal(new BusTotals(time, 9, 11, 22, 33, 55, 66, 44, 8), totals);
    }
}
