using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>The messages of the crash test: a message's bytes follow from its id, so that a receiver can check them.</summary>
internal static class LoadMessage
{
    /// <summary>The property that abandoning and deferring change.</summary>
    public const string Note = "note";

    private static int _last;

    /// <summary>A message that was never sent before.</summary>
    public static SentMessage Next(QueueDescription queue, string? session = null, DateTimeOffset? scheduledFor = null) => new(
        queue.Name, string.Create(CultureInfo.InvariantCulture, $"{queue.Name}-{Interlocked.Increment(ref _last)}"), session, scheduledFor);

    public static ServiceBusMessage Encode(SentMessage message, bool annotated = false)
    {
        var encoded = new ServiceBusMessage(Body(message.Id)) { MessageId = message.Id, SessionId = message.Session };
        if (annotated)
            encoded.ScheduledEnqueueTime = message.ScheduledFor!.Value;
        return encoded;
    }

    public static Sighting Sighting(QueueDescription queue, ServiceBusReceivedMessage message, Places place, bool taken = false) => new(
        queue.Name,
        message.MessageId,
        place,
        message.SequenceNumber,
        message.EnqueuedSequenceNumber,
        message.EnqueuedTime,
        message.DeliveryCount,
        DateTimeOffset.UtcNow,
        message.ApplicationProperties.TryGetValue(Note, out var note) ? (string)note : null,
        message.DeadLetterReason,
        taken,
        message.Body.ToString() == Body(message.MessageId));

    /// <summary>Mostly short, sometimes some kilobytes, seldom more than one frame.</summary>
    private static string Body(string id)
    {
        var number = int.Parse(id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        return id + new string('.', (number % 97, number % 11) switch { (0, _) => 90_000, (_, 0) => 3_000, _ => number % 50 });
    }
}
