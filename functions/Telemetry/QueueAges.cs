using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Telemetry;

/// <summary>A queue of one namespace.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Namespace">The namespace's number.</param>
internal readonly record struct NamespaceQueue(string Queue, int Namespace);

/// <summary>How old the oldest message of each queue is, in every namespace. It is peeked at, over all sessions, which moves and locks nothing.</summary>
internal sealed partial class QueueAges(QueueNamespaces namespaces, TimeProvider clock, ILogger<QueueAges> logger)
{
    // Alarms that are not due yet stand among the messages; beyond these few nobody looks.
    private const int Peeked = 32;

    private static readonly string[] Queues = [QueueNames.Normal, QueueNames.Urgent, QueueNames.Ephemeral];

    /// <summary>By queue; zero for one that is empty. A queue that does not answer, or does not let itself be peeked at, is left out.</summary>
    public async Task<IReadOnlyDictionary<NamespaceQueue, TimeSpan>> ReadAsync(CancellationToken cancel)
    {
        var ages = await Task.WhenAll(namespaces.Numbers.Select(number => ReadAsync(number, cancel)));
        return ages.SelectMany(one => one).ToDictionary();
    }

    private async Task<Dictionary<NamespaceQueue, TimeSpan>> ReadAsync(int number, CancellationToken cancel)
    {
        var ages = new Dictionary<NamespaceQueue, TimeSpan>();
        foreach (var queue in Queues)
        {
            try
            {
                await using var receiver = namespaces[number].CreateReceiver(queue);
                ages[new NamespaceQueue(queue, number)] = AgeOf(await receiver.PeekMessagesAsync(Peeked, cancellationToken: cancel));
            }
            catch (Exception refused) when ((refused is ServiceBusException or InvalidOperationException || StoreFailures.IsPassing(refused)) && !cancel.IsCancellationRequested)
            {
                Log.NotPeeked(logger, queue, number, refused.GetType().Name);
            }
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

    private static partial class Log
    {
        [LoggerMessage(EventId = 8001, Level = LogLevel.Debug, Message = "{Queue} of namespace {Namespace} could not be peeked at ({Failure}); its age is not shown")]
        public static partial void NotPeeked(ILogger logger, string queue, int @namespace, string failure);
    }
}
