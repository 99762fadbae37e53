using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(40, "Administration")]
public sealed class AdministrationScenarios(BrokerFixture<AdministrationScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<AdministrationScenarios>>
{
    private const string Key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ==";

    private static readonly QueueDescription Defaults = new() { Name = "defaults" };

    /// <summary>Differs from the defaults in every property.</summary>
    private static readonly QueueDescription Other = new()
    {
        Name = "A/b.c-d_e",
        RequiresSession = true,
        RequiresDuplicateDetection = true,
        DuplicateDetectionHistoryTimeWindow = TimeSpan.FromHours(1),
        LockDuration = TimeSpan.FromSeconds(30),
        MaxDeliveryCount = 2000,
        DefaultMessageTimeToLive = TimeSpan.FromDays(40),
        DeadLetteringOnMessageExpiration = true,
        MaxMessageSizeInKilobytes = 1024,
        MaxSizeInMegabytes = 5120,
        Status = EntityStatus.SendDisabled,
    };

    [Theory, Scenario("Every property of a queue's description is read as it was described", PipelinePolicy = true)]
    public async Task Properties_OfAQueue_AreThoseDescribed(ClientKind client)
    {
        Assert.All(typeof(QueueDescription).GetProperties(), property => Assert.NotEqual(property.GetValue(Defaults), property.GetValue(Other)));
        QueueDescription[] queues =
        [
            Defaults, Other, Defaults with { Name = "disabled", Status = EntityStatus.Disabled },
            Defaults with { Name = "receive-disabled", Status = EntityStatus.ReceiveDisabled },
        ];
        await using var bus = await StartAsync(queues);
        var administration = await AdministerAsync(client, bus.ConnectionString);

        foreach (var queue in queues)
            Assert.Equal(queue, (await administration.ReadAsync(queue.Name)).Description);
        Assert.Equal(Other, (await administration.ReadAsync(Other.Name.ToUpperInvariant())).Description);
    }

    [Theory, Scenario("What a description does not have is read as not used: forwarding, partitions, deletion when idle, authorization rules", PipelinePolicy = true)]
    public async Task Properties_ThatNoDescriptionHas_AreNotUsed(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);

        Assert.Equal(
            new QueueExtras
            {
                AutoDeleteOnIdle = TimeSpan.MaxValue,
                EnableBatchedOperations = true,
                EnablePartitioning = false,
                ForwardTo = null,
                ForwardDeadLetteredMessagesTo = null,
                AuthorizationRules = 0,
            },
            (await administration.ReadAsync(bus.Queue)).Extras);
    }

    [Theory, Scenario("Active, scheduled, dead-letter and total counts and the size follow what is sent, scheduled, dead-lettered and completed", PipelinePolicy = true)]
    public async Task Counts_OfAQueue_FollowItsMessages(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);
        Assert.Equal((0, 0, 0, 0, 0), Counted(await administration.ReadCountsAsync(bus.Queue)));

        await bus.SendTextsAsync("bad", "done", "locked", "waits");
        await (await bus.SenderAsync()).ScheduleAsync(bus.Now.AddHours(1), OutgoingMessage.Of("later"), OutgoingMessage.Of("later too"));
        var receiver = await bus.ReceiverAsync();
        await receiver.DeadLetterAsync(await receiver.OneAsync(), new DeadLettering("r"));
        await receiver.CompleteAsync(await receiver.OneAsync());
        await receiver.OneAsync();
        await bus.UntilAsync(status => status.ActiveMessages == 2);
        var read = await administration.ReadCountsAsync(bus.Queue);

        Assert.Equal((2, 2, 1, 5, bus.Status.SizeBytes), Counted(read));
        Assert.True(read.SizeBytes > 0);
        Assert.Equal((0, 0), (read.Transfer, read.TransferDeadLetter));
    }

    [Theory, Scenario("The times a queue was created and last accessed are read, by the broker's clock", PipelinePolicy = true)]
    public async Task Times_OfAQueue_AreThoseOfTheBroker(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);
        bus.Clock.Advance(TimeSpan.FromHours(1));
        var between = bus.Now;
        var before = await administration.ReadCountsAsync(bus.Queue);

        await bus.SendTextsAsync("x");
        var after = await administration.ReadCountsAsync(bus.Queue);

        Assert.InRange(before.AccessedAt, before.CreatedAt, between.AddMinutes(-1));
        AssertSame(bus.Status.CreatedAt, before.CreatedAt);
        Assert.Equal((before.CreatedAt, before.CreatedAt, before.CreatedAt), (before.UpdatedAt, after.CreatedAt, after.UpdatedAt));
        AssertSame(bus.Status.AccessedAt, after.AccessedAt);
        Assert.InRange(after.AccessedAt, between.AddSeconds(-1), bus.Now);
    }

    [Theory, Scenario("Queues are listed by name, page after page", PipelinePolicy = true)]
    public async Task Queues_OfAnyNumber_AreListedInOrder(ClientKind client)
    {
        var page = client == ClientKind.DotNet ? 100 : 40;
        foreach (var count in new[] { 0, 1, page, page + 1, 230 })
        {
            string[] names = [.. Enumerable.Range(0, count).Select(number => $"queue-{number:D3}")];
            await using var bus = await StartAsync([.. names.Reverse().Select(name => new QueueDescription { Name = name })]);
            var administration = await AdministerAsync(client, bus.ConnectionString);

            var listed = await administration.ListAsync(page);

            Assert.Equal(names.Chunk(page), listed.Where(some => some.Count > 0));
        }
    }

    [Theory, Scenario("All queues are listed with what they hold", PipelinePolicy = true)]
    public async Task Counts_OfAllQueues_AreListed(ClientKind client)
    {
        await using var bus = await StartAsync([new QueueDescription { Name = "full" }, new QueueDescription { Name = "empty" }]);
        var administration = await AdministerAsync(client, bus.ConnectionString);
        var connection = await ConnectAsync(client, connectionString: bus.ConnectionString);
        await (await connection.CreateSenderAsync("full")).SendAsync(OutgoingMessage.Of("1"), OutgoingMessage.Of("2"));

        var listed = await administration.ListCountsAsync();
        await connection.DisposeAsync();

        Assert.Equal([("empty", 0), ("full", 2)], listed.Select(queue => (queue.Name, queue.Active)));
    }

    [Theory, Scenario("A queue that is there exists, another does not, and reading it fails: not found", PipelinePolicy = true)]
    public async Task UnknownQueue_Read_IsNotFound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);

        Assert.True(await administration.ExistsAsync(bus.Queue));
        Assert.False(await administration.ExistsAsync("nowhere"));
        await FailsAsync(Failure.MessagingEntityNotFound, () => administration.ReadAsync("nowhere"));
        await FailsAsync(Failure.MessagingEntityNotFound, () => administration.ReadCountsAsync("nowhere"));
    }

    [Theory, Scenario("There is no topic, subscription or rule, and none is listed", PipelinePolicy = true)]
    public async Task Topics_Read_AreNone(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);

        Assert.False(await administration.TopicExistsAsync("topic"));
        // The JavaScript client takes whatever entity the answer has for a topic.
        Assert.Equal(client == ClientKind.JavaScript, await administration.TopicExistsAsync(bus.Queue));
        Assert.False(await administration.SubscriptionExistsAsync("topic", "subscription"));
        Assert.False(await administration.RuleExistsAsync("topic", "subscription", "rule"));
        Assert.Empty(await administration.ListTopicsAsync());
        await FailsAsync(Failure.MessagingEntityNotFound, () => administration.ListSubscriptionsAsync("topic"));
    }

    [Theory, Scenario("The namespace is named for the broker's host; its tier is Standard, or Premium where a queue takes larger messages", PipelinePolicy = true)]
    public async Task Namespace_Read_IsTheBroker(ClientKind client)
    {
        foreach (var (queue, tier) in new[] { (Defaults, "Standard"), (Other, "Premium") })
        {
            await using var bus = await StartAsync([queue]);
            var administration = await AdministerAsync(client, bus.ConnectionString);

            var read = await administration.ReadNamespaceAsync();

            Assert.Equal(("localhost", tier), (read.Name, read.Tier));
            AssertSame(Assert.Single(bus.Status().Queues).CreatedAt, read.CreatedAt);
        }
    }

    [Theory, Scenario("Another key, or another rule's name, is unauthorized", PipelinePolicy = true)]
    public async Task WrongKey_Used_IsUnauthorized(ClientKind client)
    {
        await using var bus = await StartAsync([Defaults], Key);
        var right = await AdministerAsync(client, bus.ConnectionString);
        Assert.Equal(Defaults, (await right.ReadAsync(Defaults.Name)).Description);

        foreach (var (known, other) in new[] { ("RootManageSharedAccessKey", "ListenOnly"), (Key, "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=") })
        {
            var wrong = await AdministerAsync(client, bus.ConnectionString.Replace(known, other, StringComparison.Ordinal));
            foreach (var act in new Func<Task>[] { () => wrong.ReadAsync(Defaults.Name), () => wrong.ListAsync(100), () => wrong.CreateAsync("new") })
            {
                var failure = await Assert.ThrowsAsync<BusFailureException>(act);
                Assert.Equal(Failure.Unauthorized, failure.Reason);
                Assert.Contains("InvalidSignature", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Starts a broker in memory, for what the queue of a scenario cannot show.</summary>
    private static Task<EmbeddedServiceBus> StartAsync(IReadOnlyList<QueueDescription> queues, string? key = null) =>
        EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = null, Queues = queues, SharedAccessKey = key });

    private static (long Active, long Scheduled, long DeadLetter, long Total, long Size) Counted(QueueCounts counts) =>
        (counts.Active, counts.Scheduled, counts.DeadLetter, counts.Total, counts.SizeBytes);

    /// <summary>The JavaScript client's times have milliseconds.</summary>
    private static void AssertSame(DateTimeOffset expected, DateTimeOffset actual) =>
        Assert.InRange(actual, expected.AddMilliseconds(-1), expected);
}
