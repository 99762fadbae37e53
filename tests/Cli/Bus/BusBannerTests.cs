using Relay.Cli.Bus;
using Relay.Local.Bus;

namespace Relay.Cli.Tests.Bus;

public sealed class BusBannerTests
{
    private const string Connection = "Endpoint=sb://localhost:5672;SharedAccessKeyName=n;SharedAccessKey=k";

    private static readonly BusRunOptions Durable = new("/etc/queues.json", 5672, "/var/bus", null);

    [Fact]
    public void Format_ConnectionString_IsALineOfItsOwn() => Assert.Contains(Connection, Lines(Durable));

    [Fact]
    public void Format_Port_TellsWhereItListensAndWhereItsPageIs()
    {
        Assert.Contains("  listens on   localhost:5672, this machine only", Lines(Durable));
        Assert.Contains("  status       http://localhost:5672/", Lines(Durable));
    }

    [Theory]
    [InlineData("/var/bus", "  messages     /var/bus")]
    [InlineData(null, "  messages     in memory, gone when this ends")]
    public void Format_DataFolder_TellsWhereMessagesAre(string? folder, string line) =>
        Assert.Contains(line, Lines(Durable with { DataFolder = folder }));

    [Theory]
    [InlineData(null, "  key          not checked, any token is accepted (--key sets one)")]
    [InlineData("secret", "  key          checked")]
    public void Format_Key_TellsWhetherItIsChecked(string? key, string line) => Assert.Contains(line, Lines(Durable with { Key = key }));

    [Fact]
    public void Format_Queues_AreATable()
    {
        var lines = Lines(Durable);
        var head = Array.FindIndex(lines, line => line.StartsWith("  queue ", StringComparison.Ordinal) && line.Contains("sessions", StringComparison.Ordinal));

        Assert.Equal("  queue   sessions  duplicate window  lock   max deliveries  waiting  dead-letter", lines[head]);
        Assert.Equal("  orders  yes       10 min            30 s   1,500           12,345   6", lines[head + 1]);
        Assert.Equal("  b       no        none              1 min  10              0        0", lines[head + 2]);
    }

    private static string[] Lines(BusRunOptions options)
    {
        var orders = new QueueDescription
        {
            Name = "orders",
            RequiresSession = true,
            RequiresDuplicateDetection = true,
            LockDuration = TimeSpan.FromSeconds(30),
            MaxDeliveryCount = 1500,
        };
        var status = new BusStatus(0, 0, [Status(orders, 12_340, 5, 6), Status(new QueueDescription { Name = "b" }, 0, 0, 0)]);
        return BusBanner.Format(options, 5672, Connection, status).Split(Environment.NewLine);
    }

    private static QueueStatus Status(QueueDescription description, long active, long scheduled, long deadLetters) => new()
    {
        Description = description,
        ActiveMessages = active,
        ScheduledMessages = scheduled,
        DeadLetterMessages = deadLetters,
        SizeBytes = 0,
        Received = 0,
        Delivered = 0,
        CreatedAt = DateTimeOffset.UnixEpoch,
        AccessedAt = DateTimeOffset.UnixEpoch,
    };
}
