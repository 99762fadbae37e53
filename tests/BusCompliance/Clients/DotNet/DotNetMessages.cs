using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>Messages of the .NET client and those of the scenarios.</summary>
internal static class DotNetMessages
{
    public static ServiceBusMessage Write(OutgoingMessage message)
    {
        var written = new ServiceBusMessage();
        written.GetRawAmqpMessage().Body = Body(message);
        if (message.MessageId is not null)
            written.MessageId = message.MessageId;
        if (message.SessionId is not null)
            written.SessionId = message.SessionId;
        if (message.PartitionKey is not null)
            written.PartitionKey = message.PartitionKey;
        written.CorrelationId = message.CorrelationId;
        written.Subject = message.Subject;
        written.To = message.To;
        written.ReplyTo = message.ReplyTo;
        written.ReplyToSessionId = message.ReplyToSessionId;
        written.ContentType = message.ContentType;
        if (message.TimeToLive is { } life)
            written.TimeToLive = life;
        if (message.ScheduledEnqueueTime is { } time)
            written.ScheduledEnqueueTime = time;
        foreach (var (name, value) in message.Properties)
            written.ApplicationProperties[name] = value;
        return written;
    }

    public static IncomingMessage Read(ServiceBusReceivedMessage message)
    {
        var (kind, body) = Body(message.GetRawAmqpMessage().Body);
        return new IncomingMessage
        {
            Handle = message,
            Body = body,
            BodyKind = kind,
            MessageId = message.MessageId,
            SessionId = message.SessionId,
            PartitionKey = message.PartitionKey,
            CorrelationId = message.CorrelationId,
            Subject = message.Subject,
            To = message.To,
            ReplyTo = message.ReplyTo,
            ReplyToSessionId = message.ReplyToSessionId,
            ContentType = message.ContentType,
            TimeToLive = message.TimeToLive == TimeSpan.MaxValue ? null : message.TimeToLive,
            ScheduledEnqueueTime = message.ScheduledEnqueueTime == default ? null : message.ScheduledEnqueueTime,
            Properties = message.ApplicationProperties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
            SequenceNumber = message.SequenceNumber,
            EnqueuedSequenceNumber = message.EnqueuedSequenceNumber,
            EnqueuedTime = message.EnqueuedTime,
            LockedUntil = message.LockedUntil == default ? null : message.LockedUntil,
            ExpiresAt = message.ExpiresAt == DateTimeOffset.MaxValue ? null : message.ExpiresAt,
            DeliveryCount = message.DeliveryCount,
            State = (MessageState)(int)message.State,
            DeadLetterReason = message.DeadLetterReason,
            DeadLetterDescription = message.DeadLetterErrorDescription,
            DeadLetterSource = message.DeadLetterSource,
        };
    }

    private static AmqpMessageBody Body(OutgoingMessage message) => message.BodyKind switch
    {
        BodyKind.Value => AmqpMessageBody.FromValue(message.Text),
        BodyKind.Sequence => AmqpMessageBody.FromSequence([[.. message.Text.Split('|')]]),
        _ => AmqpMessageBody.FromData([message.Body]),
    };

    private static (BodyKind Kind, byte[] Bytes) Body(AmqpMessageBody body)
    {
        if (body.TryGetValue(out var value))
            return (BodyKind.Value, Encoding.UTF8.GetBytes($"{value}"));
        if (body.TryGetSequence(out var sequences))
            return (BodyKind.Sequence, Encoding.UTF8.GetBytes(string.Join('|', sequences!.SelectMany(sequence => sequence))));
        Assert.True(body.TryGetData(out var parts));
        return (BodyKind.Binary, [.. parts!.SelectMany(part => part.ToArray())]);
    }
}
