using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

/// <summary>Messages of the scenarios as the Node process takes and gives them.</summary>
internal static class JavaScriptMessages
{
    public static JsonArray Write(IEnumerable<OutgoingMessage> messages) => new([.. messages.Select(Write)]);

    public static JsonObject Write(OutgoingMessage message) => new()
    {
        ["body"] = Convert.ToBase64String(message.Body),
        ["bodyKind"] = message.BodyKind.ToString(),
        ["messageId"] = message.MessageId,
        ["sessionId"] = message.SessionId,
        ["partitionKey"] = message.PartitionKey,
        ["correlationId"] = message.CorrelationId,
        ["subject"] = message.Subject,
        ["to"] = message.To,
        ["replyTo"] = message.ReplyTo,
        ["replyToSessionId"] = message.ReplyToSessionId,
        ["contentType"] = message.ContentType,
        ["timeToLive"] = message.TimeToLive?.TotalMilliseconds,
        ["scheduledEnqueueTime"] = message.ScheduledEnqueueTime,
        ["properties"] = Write(message.Properties),
    };

    public static JsonObject? Write(IReadOnlyDictionary<string, object?>? properties) =>
        properties is null ? null : new JsonObject(properties.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Typed(pair.Value))));

    public static JsonArray Numbers(IEnumerable<long> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    public static IReadOnlyList<IncomingMessage> Read(JsonNode? messages) => [.. messages!.AsArray().Select(message => Read(message!.AsObject()))];

    private static IncomingMessage Read(JsonObject message) => new()
    {
        Handle = (long)message["handle"]!,
        Body = Convert.FromBase64String((string)message["body"]!),
        BodyKind = Enum.Parse<BodyKind>((string)message["bodyKind"]!),
        MessageId = (string?)message["messageId"],
        SessionId = (string?)message["sessionId"],
        PartitionKey = (string?)message["partitionKey"],
        CorrelationId = (string?)message["correlationId"],
        Subject = (string?)message["subject"],
        To = (string?)message["to"],
        ReplyTo = (string?)message["replyTo"],
        ReplyToSessionId = (string?)message["replyToSessionId"],
        ContentType = (string?)message["contentType"],
        TimeToLive = (double?)message["timeToLive"] is { } life ? TimeSpan.FromMilliseconds(life) : null,
        ScheduledEnqueueTime = (DateTimeOffset?)message["scheduledEnqueueTime"],
        Properties = message["properties"]!.AsObject().ToDictionary(pair => pair.Key, pair => Plain(pair.Value!)),
        SequenceNumber = (long)message["sequenceNumber"]!,
        EnqueuedSequenceNumber = (long)message["enqueuedSequenceNumber"]!,
        EnqueuedTime = (DateTimeOffset)message["enqueuedTime"]!,
        LockedUntil = (DateTimeOffset?)message["lockedUntil"],
        ExpiresAt = (DateTimeOffset?)message["expiresAt"],
        DeliveryCount = (int)message["deliveryCount"]!,
        State = Enum.Parse<MessageState>((string)message["state"]!, ignoreCase: true),
        DeadLetterReason = (string?)message["deadLetterReason"],
        DeadLetterDescription = (string?)message["deadLetterDescription"],
        DeadLetterSource = (string?)message["deadLetterSource"],
    };

    private static JsonObject Typed(object? value) => value switch
    {
        null => new() { ["type"] = "null" },
        DateTime time => new() { ["type"] = "time", ["value"] = time.ToString("O") },
        _ => new() { ["type"] = "plain", ["value"] = JsonSerializer.SerializeToNode(value) },
    };

    private static object? Plain(JsonNode typed) => (string)typed["type"]! switch
    {
        "null" => null,
        "time" => (DateTimeOffset)typed["value"]!,
        "boolean" => (bool)typed["value"]!,
        "number" => typed["value"]!.AsValue().TryGetValue<long>(out var whole) ? whole : (object)(double)typed["value"]!,
        _ => (string)typed["value"]!,
    };
}
