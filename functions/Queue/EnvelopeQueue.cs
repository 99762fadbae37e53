using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Relay.Functions.Lanes;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Queue;

/// <summary>A message for the queue.</summary>
/// <param name="Lane">Its session.</param>
/// <param name="MessageId">For duplicate detection: the same content has the same id (at most 128 characters).</param>
/// <param name="Body">A packed message; must stay unchanged until it is sent.</param>
public readonly record struct OutgoingMessage(Lane Lane, string MessageId, ReadOnlyMemory<byte> Body);

/// <summary>Puts packed messages on Service Bus. A call that returns has been acknowledged: the message is durable.</summary>
public sealed class EnvelopeQueue(QueueNamespaces namespaces, RelayMetrics? metrics = null) : IAlarms, IAsyncDisposable
{
    private readonly Dictionary<int, ServiceBusSender[]> _senders = namespaces.Numbers.ToDictionary(
        number => number, number => Enum.GetValues<EnvelopeClass>().Select(one => namespaces[number].CreateSender(QueueNames.Of(one))).ToArray());

    /// <summary>Sends messages in one transfer: all are queued, in order, or none.</summary>
    /// <param name="messages">At least one, for lanes of one class in one namespace (<see cref="QueueOf"/>); at most 256 KB together on Service Bus Standard.</param>
    /// <param name="cancel">Gives up waiting; the message may be queued all the same.</param>
    /// <exception cref="ServiceBusException">The queue did not acknowledge the message.</exception>
    public async Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel)
    {
        var lane = messages[0].Lane;
        var queue = QueueNames.Of(lane.Class);
        using var span = RelayTraces.StartSend(queue, messages.Count);
        var sender = SenderFor(lane);
        if (messages.Count == 1)
            await sender.SendMessageAsync(Traced(messages[0]), cancel);
        else
            await sender.SendMessagesAsync(messages.Select(Traced), cancel);
        metrics?.QueueSent(queue, messages.Count);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Each has an id of its own: a scheduled message takes part in duplicate detection from the moment it is sent, so that a
    /// repeated id would be dropped and yet reported as accepted.
    /// </remarks>
    public async Task ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel)
    {
        using var writer = new PackedWriter(256);
        writer.WriteHead(new PackedHead(kind, lane, "", DateTimeOffset.UnixEpoch, "", number));
        var message = Message(lane, $"{kind}-{Guid.NewGuid():N}", writer.Written);
        message.ScheduledEnqueueTime = due;
        // The SDK writes what is current into the message: alarm after alarm would go on in the trace of whoever set the first.
        Activity.Current = null;
        await SenderFor(lane).SendMessageAsync(message, cancel);
        metrics?.QueueSent(QueueNames.Of(lane.Class), 1);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.Values.SelectMany(senders => senders))
            await sender.DisposeAsync();
    }

    /// <summary>What the messages of a transfer have in common.</summary>
    public static (EnvelopeClass Class, int Namespace) QueueOf(Lane lane) => (lane.Class, lane.Namespace);

    private ServiceBusSender SenderFor(Lane lane) =>
        _senders.TryGetValue(lane.Namespace, out var senders) ? senders[(int)lane.Class] : throw QueueNamespaces.Missing(lane.Namespace);

    // What a request sends goes on in its trace; an alarm, which may ring after days, begins its own.
    private static ServiceBusMessage Traced(OutgoingMessage outgoing)
    {
        var message = Message(outgoing.Lane, outgoing.MessageId, outgoing.Body);
        if (RelayTraces.CurrentId is { } span)
            message.ApplicationProperties[RelayTraces.MessageProperty] = span;
        return message;
    }

    private static ServiceBusMessage Message(Lane lane, string messageId, ReadOnlyMemory<byte> body)
    {
        var message = new ServiceBusMessage(body) { MessageId = messageId };
        if (lane.Class != EnvelopeClass.Ephemeral)
            message.SessionId = lane.SessionId;
        return message;
    }
}
