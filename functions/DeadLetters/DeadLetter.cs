using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;

namespace Relay.Functions.DeadLetters;

/// <summary>What is to be done with a dead letter.</summary>
internal enum DeadLetterVerdict
{
    /// <summary>It goes to the end of its lane again.</summary>
    BringBack,

    /// <summary>An alarm: whoever waits for it is found overdue by a sweep and gets another.</summary>
    Drop,

    /// <summary>No message of the relay, or none that it can read: it is kept for an operator.</summary>
    Keep,
}

/// <summary>Judges dead letters, and makes the message that brings one back.</summary>
internal static class DeadLetter
{
    /// <summary>The property that counts how often a message was brought back.</summary>
    public const string ReturnsProperty = "relay-returns";

    /// <summary>Why Service Bus puts a message away whose time to live in the queue is over.</summary>
    private const string ExpiredInQueue = "TTLExpiredException";

    /// <summary>What is to be done with a message of this queue.</summary>
    public static DeadLetterVerdict Judge(string queue, ReadOnlyMemory<byte> body)
    {
        try
        {
            var head = PackedReader.ReadHead(body, out var offset);
            if (QueueNames.Of(head.Lane.Class) != queue)
                return DeadLetterVerdict.Keep;
            if (head.Kind is PackedKind.Drain or PackedKind.Probe)
                return DeadLetterVerdict.Drop;

            // Read to the end: one that is torn would fail again and again, and stand before its lane meanwhile.
            if (head.Kind == PackedKind.Envelopes)
                PackedReader.ReadEnvelopes(body, offset);
            return DeadLetterVerdict.BringBack;
        }
        catch (InvalidDataException)
        {
            return DeadLetterVerdict.Keep;
        }
    }

    /// <summary>How often a message was brought back before.</summary>
    public static int Returns(ServiceBusReceivedMessage letter) =>
        letter.ApplicationProperties.TryGetValue(ReturnsProperty, out var value) && value is int returns ? returns : 0;

    /// <summary>The message for the end of the lane, under an id of its own: under the old one the queue could drop it as a duplicate.</summary>
    public static ServiceBusMessage BringBack(ServiceBusReceivedMessage letter)
    {
        var body = letter.Body.ToMemory();
        var head = PackedReader.ReadHead(body, out var offset);
        using var writer = new PackedWriter(body.Length);
        writer.WriteHead(head with { InDoubt = head.InDoubt || WasTried(letter) });
        writer.Append(body.Span[offset..]);
        var message = new ServiceBusMessage(BinaryData.FromBytes(writer.Written.ToArray())) { MessageId = "returned-" + Guid.NewGuid().ToString("N") };
        if (head.Lane.Class != EnvelopeClass.Ephemeral)
            message.SessionId = head.Lane.SessionId;
        message.ApplicationProperties[ReturnsProperty] = Returns(letter) + 1;
        return message;
    }

    // What failed may have been posted before it failed. What only expired was not tried, unless it has been delivered before:
    // the receipt of the dead letter itself counts as one.
    private static bool WasTried(ServiceBusReceivedMessage letter) => letter.DeadLetterReason != ExpiredInQueue || letter.DeliveryCount > 1;
}
