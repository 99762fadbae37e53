using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;

namespace Relay.Functions.Telemetry;

/// <summary>How old the oldest message of each queue is. It is peeked at, which moves and locks nothing.</summary>
internal sealed class QueueAges(ServiceBusClient bus, TimeProvider clock)
{
    // Alarms that are not due yet stand among the messages; beyond these few nobody looks.
    private const int Peeked = 32;

    private static readonly string[] Queues = [QueueNames.Normal, QueueNames.Urgent, QueueNames.Ephemeral];

    /// <summary>By queue; zero for one that is empty.</summary>
    /// <exception cref="ServiceBusException">The queue did not answer or refused.</exception>
    public async Task<IReadOnlyDictionary<string, TimeSpan>> ReadAsync(CancellationToken cancel)
    {
        var ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var queue in Queues)
        {
            await using var receiver = bus.CreateReceiver(queue);
            var messages = await receiver.PeekMessagesAsync(Peeked, cancellationToken: cancel);
            ages[queue] = AgeOf(messages);
        }

        return ages;
    }

    private TimeSpan AgeOf(IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        if (messages.FirstOrDefault(message => message.State == ServiceBusMessageState.Active) is not { } oldest)
            return TimeSpan.Zero;

        var age = clock.GetUtcNow() - oldest.EnqueuedTime;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
