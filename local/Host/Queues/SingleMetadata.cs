using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>
/// Metadata of one message. Nulls are left out, scalars are JSON inside a string, dates lose their fractions of a second, objects
/// are plain JSON. Members that only describe the SDK's own objects (Client, MessageActions, …) are not imitated.
/// </summary>
internal static class SingleMetadata
{
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss";
    private const string OffsetFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    /// <summary>The names and values in the order in which the extension makes them; bodies can overwrite them.</summary>
    public static Dictionary<string, object?> Collect(ServiceBusReceivedMessage message)
    {
        var properties = message.ApplicationProperties.Count == 0
            ? new Dictionary<string, object?>()
            : message.ApplicationProperties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        // The host's binding data ignore case, hence "sessionid" of a body replaces "SessionId".
        return new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["DeliveryCount"] = message.DeliveryCount,
            ["DeadLetterSource"] = message.DeadLetterSource,
            ["LockToken"] = message.LockToken,
            ["ExpiresAtUtc"] = message.ExpiresAt.UtcDateTime,
            ["ExpiresAt"] = message.ExpiresAt,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["EnqueuedTime"] = message.EnqueuedTime,
            ["MessageId"] = message.MessageId,
            ["ContentType"] = message.ContentType,
            ["ReplyTo"] = message.ReplyTo,
            ["SequenceNumber"] = message.SequenceNumber,
            ["To"] = message.To,
            ["Subject"] = message.Subject,
            ["Label"] = message.Subject,
            ["CorrelationId"] = message.CorrelationId,
            ["ApplicationProperties"] = properties,
            ["UserProperties"] = properties,
            ["SessionId"] = message.SessionId,
            ["ReplyToSessionId"] = message.ReplyToSessionId,
            ["PartitionKey"] = message.PartitionKey,
            ["TransactionPartitionKey"] = message.TransactionPartitionKey,
        };
    }

    public static void Write(Utf8JsonWriter writer, Dictionary<string, object?> metadata)
    {
        foreach (var (name, value) in metadata)
        {
            switch (value)
            {
                case null:
                    break;
                case DateTime date:
                    writer.WriteString(name, date.ToString(DateFormat, CultureInfo.InvariantCulture));
                    break;
                case DateTimeOffset date:
                    writer.WriteString(name, date.ToString(OffsetFormat, CultureInfo.InvariantCulture));
                    break;
                case Dictionary<string, object?> or JsonElement:
                    writer.WritePropertyName(name);
                    JsonSerializer.Serialize(writer, value, PayloadWriter.Relaxed);
                    break;
                default:
                    PayloadWriter.WriteInString(writer, name, value);
                    break;
            }
        }
    }
}
