using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class DotNetClientTests
{
    [Fact]
    public async Task Queue_WithEverySetting_IsReadAsItIs()
    {
        var description = new QueueDescription
        {
            Name = "a/b.c-d_e",
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
        await using var endpoint = new Endpoint([Endpoint.Queue("q") with { Description = description }]);

        QueueProperties read = await Client(endpoint).GetQueueAsync(description.Name, Token);

        Assert.Equal(
            description,
            new QueueDescription
            {
                Name = read.Name,
                RequiresSession = read.RequiresSession,
                RequiresDuplicateDetection = read.RequiresDuplicateDetection,
                DuplicateDetectionHistoryTimeWindow = read.DuplicateDetectionHistoryTimeWindow,
                LockDuration = read.LockDuration,
                MaxDeliveryCount = read.MaxDeliveryCount,
                DefaultMessageTimeToLive = read.DefaultMessageTimeToLive,
                DeadLetteringOnMessageExpiration = read.DeadLetteringOnMessageExpiration,
                MaxMessageSizeInKilobytes = (int)read.MaxMessageSizeInKilobytes!,
                MaxSizeInMegabytes = (int)read.MaxSizeInMegabytes,
                Status = Enum.Parse<EntityStatus>(read.Status.ToString()),
            });
        Assert.Null(read.ForwardTo);
        Assert.Empty(read.AuthorizationRules);
    }

    [Fact]
    public async Task Queue_WithoutTimeToLive_LivesForEver()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);

        QueueProperties read = await Client(endpoint).GetQueueAsync("Q", Token);

        Assert.Equal(TimeSpan.MaxValue, read.DefaultMessageTimeToLive);
        Assert.Equal(TimeSpan.MaxValue, read.AutoDeleteOnIdle);
    }

    [Fact]
    public async Task RuntimeProperties_OfAQueue_AreItsStatus()
    {
        var status = Endpoint.Queue("q", active: 4, scheduled: 3, dead: 2);
        await using var endpoint = new Endpoint([Endpoint.Queue("p"), status]);

        QueueRuntimeProperties read = await Client(endpoint).GetQueueRuntimePropertiesAsync("q", Token);

        Assert.Equal("q", read.Name);
        Assert.Equal((4L, 3L, 2L, 9L), (read.ActiveMessageCount, read.ScheduledMessageCount, read.DeadLetterMessageCount, read.TotalMessageCount));
        Assert.Equal((0L, 0L, 9000L), (read.TransferMessageCount, read.TransferDeadLetterMessageCount, read.SizeInBytes));
        Assert.Equal((status.CreatedAt, status.CreatedAt, status.AccessedAt), (read.CreatedAt, read.UpdatedAt, read.AccessedAt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(230)]
    public async Task Queues_OfAnyNumber_AreListedOnceInOrder(int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(number => $"queue-{number:D3}")];
        await using var endpoint = new Endpoint([.. names.Reverse().Select(name => Endpoint.Queue(name, active: 1))]);
        var client = Client(endpoint);
        var listed = new List<string>();
        var counted = 0L;

        await foreach (var queue in client.GetQueuesAsync(Token))
            listed.Add(queue.Name);
        await foreach (var queue in client.GetQueuesRuntimePropertiesAsync(Token))
            counted += queue.ActiveMessageCount;

        Assert.Equal(names, listed);
        Assert.Equal(count, counted);
    }

    [Theory]
    [InlineData(256, "Standard")]
    [InlineData(1024, "Premium")]
    public async Task Namespace_OfALocalBroker_IsNamedForItsHost(int kilobytes, string tier)
    {
        var queue = Endpoint.Queue("q");
        await using var endpoint = new Endpoint([queue with { Description = queue.Description with { MaxMessageSizeInKilobytes = kilobytes } }]);

        NamespaceProperties read = await Client(endpoint).GetNamespacePropertiesAsync(Token);

        Assert.Equal(("localhost", tier, queue.CreatedAt), (read.Name, read.MessagingSku.ToString(), read.CreatedTime));
    }

    [Fact]
    public async Task Exists_OfWhatIsNotThere_IsFalse()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);
        var client = Client(endpoint);

        Assert.True(await client.QueueExistsAsync("q", Token));
        Assert.False(await client.QueueExistsAsync("other", Token));
        Assert.False(await client.TopicExistsAsync("t", Token));
        Assert.False(await client.TopicExistsAsync("q", Token));
        Assert.False(await client.SubscriptionExistsAsync("t", "s", Token));
        Assert.False(await client.RuleExistsAsync("t", "s", "r", Token));
        await foreach (var topic in client.GetTopicsAsync(Token))
            Assert.Fail($"Topic '{topic.Name}' was listed.");
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => client.GetQueueAsync("other", Token));
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, failure.Reason);
        failure = await Assert.ThrowsAsync<ServiceBusException>(async () =>
        {
            await foreach (var subscription in client.GetSubscriptionsAsync("t", Token))
                Assert.Fail($"Subscription '{subscription.SubscriptionName}' was listed.");
        });
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, failure.Reason);
    }

    [Fact]
    public async Task Change_OfTheQueues_IsRefusedWithTheReason()
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);
        var client = Client(endpoint);
        QueueProperties queue = await client.GetQueueAsync("q", Token);

        foreach (var change in new Func<Task>[]
        {
            () => client.CreateQueueAsync("new", Token),
            () => client.UpdateQueueAsync(queue, Token),
            () => client.DeleteQueueAsync("q", Token),
            () => client.CreateTopicAsync("t", Token),
        })
            Assert.Contains("configuration file", (await Assert.ThrowsAsync<InvalidOperationException>(change)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SharedAccess.WrongKey, SharedAccess.KeyName)]
    [InlineData(SharedAccess.Key, "OtherKey")]
    public async Task Key_ThatIsWrong_IsUnauthorized(string key, string keyName)
    {
        await using var endpoint = new Endpoint([Endpoint.Queue("q")]);
        var client = new ServiceBusAdministrationClient(endpoint.ConnectionString(key, keyName));

        var failure = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => client.GetQueueAsync("q", Token));

        Assert.Contains("InvalidSignature", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => client.CreateQueueAsync("new", Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceBusAdministrationClient Client(Endpoint endpoint) => new(endpoint.ConnectionString());
}
