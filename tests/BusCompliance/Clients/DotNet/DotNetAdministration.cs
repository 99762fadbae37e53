using Azure;
using Azure.Messaging.ServiceBus.Administration;
using static Relay.Local.Bus.Compliance.Clients.DotNet.DotNetFailures;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>The .NET administration client, told to fail at once instead of trying again.</summary>
internal sealed class DotNetAdministration(string connectionString, TimeSpan patience) : IBusAdministration
{
    private readonly ServiceBusAdministrationClient _client = new(connectionString, new ServiceBusAdministrationClientOptions
    {
        Retry = { MaxRetries = 0, NetworkTimeout = patience },
    });

    public Task<QueueReading> ReadAsync(string queue) => TellAsync(async () => Reading(await _client.GetQueueAsync(queue)));

    public Task<QueueCounts> ReadCountsAsync(string queue) =>
        TellAsync(async () => Counts(await _client.GetQueueRuntimePropertiesAsync(queue)));

    public Task<NamespaceReading> ReadNamespaceAsync() => TellAsync(async () =>
    {
        NamespaceProperties read = await _client.GetNamespacePropertiesAsync();
        return new NamespaceReading(read.Name, read.MessagingSku.ToString(), read.CreatedTime);
    });

    public Task<bool> ExistsAsync(string queue) => TellAsync(async () => (await _client.QueueExistsAsync(queue)).Value);

    public Task<bool> TopicExistsAsync(string topic) => TellAsync(async () => (await _client.TopicExistsAsync(topic)).Value);

    public Task<bool> SubscriptionExistsAsync(string topic, string subscription) =>
        TellAsync(async () => (await _client.SubscriptionExistsAsync(topic, subscription)).Value);

    public Task<bool> RuleExistsAsync(string topic, string subscription, string rule) =>
        TellAsync(async () => (await _client.RuleExistsAsync(topic, subscription, rule)).Value);

    public Task<IReadOnlyList<IReadOnlyList<string>>> ListAsync(int pageSize) => PagesAsync(_client.GetQueuesAsync(), queue => queue.Name);

    public async Task<IReadOnlyList<QueueCounts>> ListCountsAsync() =>
        [.. (await PagesAsync(_client.GetQueuesRuntimePropertiesAsync(), Counts)).SelectMany(page => page)];

    public async Task<IReadOnlyList<string>> ListTopicsAsync() =>
        [.. (await PagesAsync(_client.GetTopicsAsync(), topic => topic.Name)).SelectMany(page => page)];

    public async Task<IReadOnlyList<string>> ListSubscriptionsAsync(string topic) =>
        [.. (await PagesAsync(_client.GetSubscriptionsAsync(topic), subscription => subscription.SubscriptionName)).SelectMany(page => page)];

    public Task CreateAsync(string queue) => TellAsync(() => _client.CreateQueueAsync(queue));

    public Task UpdateAsync(string queue, int maxDeliveryCount) => TellAsync(async () =>
    {
        QueueProperties properties = await _client.GetQueueAsync(queue);
        properties.MaxDeliveryCount = maxDeliveryCount;
        await _client.UpdateQueueAsync(properties);
    });

    public Task DeleteAsync(string queue) => TellAsync(() => _client.DeleteQueueAsync(queue));

    public Task CreateTopicAsync(string topic) => TellAsync(() => _client.CreateTopicAsync(topic));

    private static Task<IReadOnlyList<IReadOnlyList<TRead>>> PagesAsync<T, TRead>(AsyncPageable<T> items, Func<T, TRead> read)
        where T : notnull => TellAsync<IReadOnlyList<IReadOnlyList<TRead>>>(async () =>
        {
            var pages = new List<IReadOnlyList<TRead>>();
            await foreach (var page in items.AsPages())
                pages.Add([.. page.Values.Select(read)]);
            return pages;
        });

    private static QueueReading Reading(QueueProperties read) => new(
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
        },
        new QueueExtras
        {
            AutoDeleteOnIdle = read.AutoDeleteOnIdle,
            EnableBatchedOperations = read.EnableBatchedOperations,
            EnablePartitioning = read.EnablePartitioning,
            ForwardTo = read.ForwardTo,
            ForwardDeadLetteredMessagesTo = read.ForwardDeadLetteredMessagesTo,
            AuthorizationRules = read.AuthorizationRules.Count,
        });

    private static QueueCounts Counts(QueueRuntimeProperties read) => new()
    {
        Name = read.Name,
        Active = read.ActiveMessageCount,
        Scheduled = read.ScheduledMessageCount,
        DeadLetter = read.DeadLetterMessageCount,
        Transfer = read.TransferMessageCount,
        TransferDeadLetter = read.TransferDeadLetterMessageCount,
        Total = read.TotalMessageCount,
        SizeBytes = read.SizeInBytes,
        CreatedAt = read.CreatedAt,
        UpdatedAt = read.UpdatedAt,
        AccessedAt = read.AccessedAt,
    };
}
