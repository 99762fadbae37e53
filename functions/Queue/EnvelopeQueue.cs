using Azure.Messaging.ServiceBus;

namespace Relay.Functions.Queue;

/// <summary>Puts packed messages on Service Bus. A call that returns has been acknowledged: the message is durable.</summary>
public sealed class EnvelopeQueue(ServiceBusClient client) : IAsyncDisposable
{
    private readonly ServiceBusSender[] senders =
        [.. Enum.GetValues<EnvelopeClass>().Select(envelopeClass => client.CreateSender(QueueNames.Of(envelopeClass)))];

    /// <summary>Sends one message.</summary>
    /// <param name="lane">Chooses queue and session.</param>
    /// <param name="messageId">For duplicate detection: the same content has the same id (at most 128 characters).</param>
    /// <param name="body">A packed message; must stay unchanged until the task ends.</param>
    /// <param name="cancel">Gives up waiting; the message may be queued all the same.</param>
    /// <exception cref="ServiceBusException">The queue did not acknowledge the message.</exception>
    public Task SendAsync(Lane lane, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        senders[(int)lane.Class].SendMessageAsync(Message(lane, messageId, body), cancel);

    /// <summary>
    /// Schedules an alarm for a lane. Each alarm has an id of its own: a scheduled message takes part in duplicate detection
    /// from the moment it is sent, so that a repeated id would be dropped and yet reported as accepted.
    /// </summary>
    /// <exception cref="ServiceBusException">The queue did not acknowledge the message.</exception>
    public async Task ScheduleDrainAsync(Lane lane, long probe, DateTimeOffset due, CancellationToken cancel)
    {
        using var writer = new PackedWriter(256);
        writer.WriteHead(new PackedHead(PackedKind.Drain, lane, "", DateTimeOffset.UnixEpoch, "", probe));
        var message = Message(lane, "drain-" + Guid.NewGuid().ToString("N"), writer.Written);
        message.ScheduledEnqueueTime = due;
        await senders[(int)lane.Class].SendMessageAsync(message, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in senders)
            await sender.DisposeAsync();
    }

    private static ServiceBusMessage Message(Lane lane, string messageId, ReadOnlyMemory<byte> body)
    {
        var message = new ServiceBusMessage(body) { MessageId = messageId };
        if (lane.Class != EnvelopeClass.Ephemeral)
            message.SessionId = lane.SessionId;
        return message;
    }
}
