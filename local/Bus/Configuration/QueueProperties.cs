using System.Text.Json;
using System.Xml;

namespace Relay.Local.Bus.Configuration;

/// <summary>Sets one property of a queue, named as the ARM resource does.</summary>
internal static class QueueProperties
{
    /// <exception cref="FormatException">The property is unknown, not supported, or its value is of the wrong kind.</exception>
    public static QueueDescription With(QueueDescription queue, string property, JsonElement value)
    {
        try
        {
            return property switch
            {
                "requiresSession" => queue with { RequiresSession = value.GetBoolean() },
                "requiresDuplicateDetection" => queue with { RequiresDuplicateDetection = value.GetBoolean() },
                "duplicateDetectionHistoryTimeWindow" => queue with { DuplicateDetectionHistoryTimeWindow = Duration(value) },
                "lockDuration" => queue with { LockDuration = Duration(value) },
                "maxDeliveryCount" => queue with { MaxDeliveryCount = value.GetInt32() },
                "defaultMessageTimeToLive" => queue with { DefaultMessageTimeToLive = Duration(value) },
                "deadLetteringOnMessageExpiration" => queue with { DeadLetteringOnMessageExpiration = value.GetBoolean() },
                "maxMessageSizeInKilobytes" => queue with { MaxMessageSizeInKilobytes = value.GetInt32() },
                "maxSizeInMegabytes" => queue with { MaxSizeInMegabytes = value.GetInt32() },
                "status" => queue with { Status = Status(value) },
                "enableBatchedOperations" or "enableExpress" or "enablePartitioning" => Ignore(queue, value.GetBoolean()),
                "autoDeleteOnIdle" => Ignore(queue, Duration(value)),
                "forwardTo" or "forwardDeadLetteredMessagesTo" => WithoutForwarding(queue, value),
                _ => throw new FormatException("it is unknown."),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"property '{property}' of queue '{queue.Name}': {e.Message}", e);
        }
    }

    /// <summary>A value that is read, so that a wrong one is found, and has no meaning here.</summary>
    private static QueueDescription Ignore<T>(QueueDescription queue, T _) => queue;

    private static QueueDescription WithoutForwarding(QueueDescription queue, JsonElement target) => string.IsNullOrEmpty(target.GetString())
        ? queue
        : throw new FormatException("this broker does not forward messages.");

    private static EntityStatus Status(JsonElement value)
    {
        var names = Enum.GetNames<EntityStatus>();
        return names.Contains(value.GetString(), StringComparer.Ordinal)
            ? Enum.Parse<EntityStatus>(value.GetString()!)
            : throw new FormatException($"it must be one of {string.Join(", ", names)}.");
    }

    private static TimeSpan Duration(JsonElement value) => XmlConvert.ToTimeSpan(value.GetString() ?? "");
}
