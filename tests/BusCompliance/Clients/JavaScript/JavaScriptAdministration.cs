using System.Text.Json.Nodes;
using System.Xml;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

/// <summary>The JavaScript administration client, with a policy on its pipeline that makes its requests plain http.</summary>
internal sealed class JavaScriptAdministration : IBusAdministration
{
    private readonly RemoteObject _remote;

    private JavaScriptAdministration(RemoteObject remote) => _remote = remote;

    public static async Task<IBusAdministration> OpenAsync(NodeProcess node, string connectionString)
    {
        var handle = await node.AskAsync("administration", new JsonObject { ["connectionString"] = connectionString });
        return new JavaScriptAdministration(new RemoteObject(node, handle!));
    }

    public async Task<QueueReading> ReadAsync(string queue)
    {
        var read = (await AskAsync("getQueue", queue))!;
        return new QueueReading(Description(read), new QueueExtras
        {
            AutoDeleteOnIdle = Span(read, "autoDeleteOnIdle"),
            EnableBatchedOperations = (bool)read["enableBatchedOperations"]!,
            EnablePartitioning = (bool)read["enablePartitioning"]!,
            ForwardTo = (string?)read["forwardTo"],
            ForwardDeadLetteredMessagesTo = (string?)read["forwardDeadLetteredMessagesTo"],
            AuthorizationRules = read["authorizationRules"]?.AsArray().Count ?? 0,
        });
    }

    public async Task<QueueCounts> ReadCountsAsync(string queue) => Counts((await AskAsync("getQueueRuntimeProperties", queue))!);

    public async Task<NamespaceReading> ReadNamespaceAsync()
    {
        var read = (await AskAsync("getNamespaceProperties"))!;
        return new NamespaceReading((string)read["name"]!, (string)read["messagingSku"]!, (DateTimeOffset)read["createdAt"]!);
    }

    public async Task<bool> ExistsAsync(string queue) => (bool)(await AskAsync("queueExists", queue))!;

    public async Task<bool> TopicExistsAsync(string topic) => (bool)(await AskAsync("topicExists", topic))!;

    public async Task<bool> SubscriptionExistsAsync(string topic, string subscription) =>
        (bool)(await AskAsync("subscriptionExists", topic, subscription))!;

    public async Task<bool> RuleExistsAsync(string topic, string subscription, string rule) =>
        (bool)(await AskAsync("ruleExists", topic, subscription, rule))!;

    public async Task<IReadOnlyList<IReadOnlyList<string>>> ListAsync(int pageSize) =>
        [.. (await PagesAsync("listQueues", pageSize)).Select(page => page.Select(queue => (string)queue["name"]!).ToArray())];

    public async Task<IReadOnlyList<QueueCounts>> ListCountsAsync() =>
        [.. (await PagesAsync("listQueuesRuntimeProperties", null)).SelectMany(page => page).Select(Counts)];

    public async Task<IReadOnlyList<string>> ListTopicsAsync() =>
        [.. (await PagesAsync("listTopics", null)).SelectMany(page => page).Select(topic => (string)topic["name"]!)];

    public async Task<IReadOnlyList<string>> ListSubscriptionsAsync(string topic) =>
        [.. (await PagesAsync("listSubscriptions", null, topic)).SelectMany(page => page).Select(item => (string)item["subscriptionName"]!)];

    public Task CreateAsync(string queue) => AskAsync("createQueue", queue);

    public Task UpdateAsync(string queue, int maxDeliveryCount) =>
        _remote.AskAsync("updateQueue", new JsonObject { ["queue"] = queue, ["changes"] = new JsonObject { ["maxDeliveryCount"] = maxDeliveryCount } });

    public Task DeleteAsync(string queue) => AskAsync("deleteQueue", queue);

    public Task CreateTopicAsync(string topic) => AskAsync("createTopic", topic);

    /// <summary>Calls the method of that name.</summary>
    private Task<JsonNode?> AskAsync(string method, params string[] arguments) =>
        _remote.AskAsync("administer", new JsonObject { ["method"] = method, ["arguments"] = Texts(arguments) });

    private async Task<IReadOnlyList<IReadOnlyList<JsonNode>>> PagesAsync(string method, int? pageSize, params string[] arguments)
    {
        var pages = await _remote.AskAsync("pages", new JsonObject { ["method"] = method, ["arguments"] = Texts(arguments), ["pageSize"] = pageSize });
        return [.. pages!.AsArray().Select(page => page!.AsArray().Select(item => item!).ToArray())];
    }

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static QueueDescription Description(JsonNode read) => new()
    {
        Name = (string)read["name"]!,
        RequiresSession = (bool)read["requiresSession"]!,
        RequiresDuplicateDetection = (bool)read["requiresDuplicateDetection"]!,
        DuplicateDetectionHistoryTimeWindow = Span(read, "duplicateDetectionHistoryTimeWindow"),
        LockDuration = Span(read, "lockDuration"),
        MaxDeliveryCount = (int)read["maxDeliveryCount"]!,
        DefaultMessageTimeToLive = Span(read, "defaultMessageTimeToLive"),
        DeadLetteringOnMessageExpiration = (bool)read["deadLetteringOnMessageExpiration"]!,
        MaxMessageSizeInKilobytes = (int)read["maxMessageSizeInKilobytes"]!,
        MaxSizeInMegabytes = (int)read["maxSizeInMegabytes"]!,
        Status = Enum.Parse<EntityStatus>((string)read["status"]!),
    };

    private static QueueCounts Counts(JsonNode read) => new()
    {
        Name = (string)read["name"]!,
        Active = (long)read["activeMessageCount"]!,
        Scheduled = (long)read["scheduledMessageCount"]!,
        DeadLetter = (long)read["deadLetterMessageCount"]!,
        Transfer = (long)read["transferMessageCount"]!,
        TransferDeadLetter = (long)read["transferDeadLetterMessageCount"]!,
        Total = (long)read["totalMessageCount"]!,
        SizeBytes = (long)read["sizeInBytes"]!,
        CreatedAt = (DateTimeOffset)read["createdAt"]!,
        UpdatedAt = (DateTimeOffset)read["modifiedAt"]!,
        AccessedAt = (DateTimeOffset)read["accessedAt"]!,
    };

    /// <summary>This client leaves durations as the protocol writes them.</summary>
    private static TimeSpan Span(JsonNode read, string name) => XmlConvert.ToTimeSpan((string)read[name]!);
}
