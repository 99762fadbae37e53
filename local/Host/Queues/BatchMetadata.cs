using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>Metadata of a batch: one array for each property, as JSON inside a string, in the order of the messages.</summary>
internal static class BatchMetadata
{
    // A DateTime of unspecified kind: the extension hands on the offset-less part, with its fractions.
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        Add("DeliveryCount", message => message.DeliveryCount);
        Add("DeadLetterSource", message => message.DeadLetterSource);
        Add("LockToken", message => message.LockToken);
        Add("ExpiresAtUtc", message => Date(message.ExpiresAt));
        Add("ExpiresAt", message => message.ExpiresAt);
        Add("EnqueuedTimeUtc", message => Date(message.EnqueuedTime));
        Add("EnqueuedTime", message => message.EnqueuedTime);
        Add("MessageId", message => message.MessageId);
        Add("ContentType", message => message.ContentType);
        Add("ReplyTo", message => message.ReplyTo);
        Add("SequenceNumber", message => message.SequenceNumber);
        Add("To", message => message.To);
        Add("Subject", message => message.Subject);
        Add("Label", message => message.Subject);
        Add("CorrelationId", message => message.CorrelationId);
        Add("ApplicationProperties", message => message.ApplicationProperties);
        Add("UserProperties", message => message.ApplicationProperties);
        Add("SessionId", message => message.SessionId);
        Add("ReplyToSessionId", message => message.ReplyToSessionId);
        Add("PartitionKey", message => message.PartitionKey);
        Add("TransactionPartitionKey", message => message.TransactionPartitionKey);

        void Add<T>(string name, Func<ServiceBusReceivedMessage, T> value) =>
            PayloadWriter.WriteInString(writer, name + "Array", messages.Select(value));
    }

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString(DateFormat, System.Globalization.CultureInfo.InvariantCulture);
}
