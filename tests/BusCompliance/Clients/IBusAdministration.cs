namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>The administration client of one of the packages. Failures are <see cref="BusFailureException"/>.</summary>
internal interface IBusAdministration
{
    Task<QueueReading> ReadAsync(string queue);

    Task<QueueCounts> ReadCountsAsync(string queue);

    Task<NamespaceReading> ReadNamespaceAsync();

    Task<bool> ExistsAsync(string queue);

    Task<bool> TopicExistsAsync(string topic);

    Task<bool> SubscriptionExistsAsync(string topic, string subscription);

    Task<bool> RuleExistsAsync(string topic, string subscription, string rule);

    /// <summary>The names of the queues, page after page; the .NET client asks for 100 a page whatever it is told.</summary>
    Task<IReadOnlyList<IReadOnlyList<string>>> ListAsync(int pageSize);

    /// <summary>What every queue holds.</summary>
    Task<IReadOnlyList<QueueCounts>> ListCountsAsync();

    Task<IReadOnlyList<string>> ListTopicsAsync();

    Task<IReadOnlyList<string>> ListSubscriptionsAsync(string topic);

    Task CreateAsync(string queue);

    /// <summary>Reads a queue and asks for another delivery count.</summary>
    Task UpdateAsync(string queue, int maxDeliveryCount);

    Task DeleteAsync(string queue);

    Task CreateTopicAsync(string topic);
}

/// <summary>The properties of a queue: what its description has, and what the service has besides.</summary>
internal sealed record QueueReading(QueueDescription Description, QueueExtras Extras);

/// <summary>What the service has and the broker's descriptions have not.</summary>
internal sealed record QueueExtras
{
    public required TimeSpan AutoDeleteOnIdle { get; init; }

    public required bool EnableBatchedOperations { get; init; }

    public required bool EnablePartitioning { get; init; }

    public required string? ForwardTo { get; init; }

    public required string? ForwardDeadLetteredMessagesTo { get; init; }

    public required int AuthorizationRules { get; init; }
}

/// <summary>The runtime properties of a queue.</summary>
internal sealed record QueueCounts
{
    public required string Name { get; init; }

    public required long Active { get; init; }

    public required long Scheduled { get; init; }

    public required long DeadLetter { get; init; }

    public required long Transfer { get; init; }

    public required long TransferDeadLetter { get; init; }

    public required long Total { get; init; }

    public required long SizeBytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset AccessedAt { get; init; }
}

/// <summary>The properties of the namespace.</summary>
internal sealed record NamespaceReading(string Name, string Tier, DateTimeOffset CreatedAt);
