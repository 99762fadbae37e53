using Azure.Messaging.ServiceBus;

namespace Relay.Functions.Tests;

/// <summary>Queues in memory: what is sent to them, and the dead letters that they give.</summary>
internal sealed class FakeServiceBus : ServiceBusClient
{
    /// <summary>What was acknowledged, in order.</summary>
    public List<(string Queue, ServiceBusMessage Message)> Sent { get; } = [];

    /// <summary>Dead letters by queue; a settled one is gone, a released one is back in its place.</summary>
    public Dictionary<string, List<ServiceBusReceivedMessage>> DeadLetters { get; } = [];

    /// <summary>Completed, sends are answered; until then they wait.</summary>
    public TaskCompletionSource? Silence { get; set; }

    /// <summary>Sends that still succeed; then the queue is gone.</summary>
    public int SendsLeft { get; set; } = int.MaxValue;

    /// <summary>Sequence numbers whose lock is lost before they are settled.</summary>
    public HashSet<long> LostLocks { get; } = [];

    /// <summary>Sequence numbers that were released.</summary>
    public List<long> Released { get; } = [];

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(this, queueOrTopicName);

    public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        Assert.Equal((SubQueue.DeadLetter, ServiceBusReceiveMode.PeekLock), (options.SubQueue, options.ReceiveMode));
        return new Receiver(this, DeadLetters.TryGetValue(queueName, out var letters) ? letters : []);
    }

    private sealed class Sender(FakeServiceBus bus, string queue) : ServiceBusSender
    {
        public override async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            if (bus.Silence is { } silence)
                await silence.Task.WaitAsync(cancellationToken);
            if (bus.SendsLeft-- <= 0)
                throw new ServiceBusException(true, "gone", queue, ServiceBusFailureReason.ServiceCommunicationProblem, null);
            // The caller may use its buffer for something else as soon as the message is sent.
            var copy = new ServiceBusMessage(BinaryData.FromBytes(message.Body.ToArray())) { MessageId = message.MessageId, SessionId = message.SessionId, ScheduledEnqueueTime = message.ScheduledEnqueueTime };
            foreach (var (name, value) in message.ApplicationProperties)
                copy.ApplicationProperties[name] = value;
            bus.Sent.Add((queue, copy));
        }

        public override async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
        {
            foreach (var message in messages)
                await SendMessageAsync(message, cancellationToken);
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Receiver(FakeServiceBus bus, List<ServiceBusReceivedMessage> letters) : ServiceBusReceiver
    {
        private readonly HashSet<long> _locked = [];

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
            int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
        {
            var page = letters.Where(letter => !_locked.Contains(letter.SequenceNumber)).Take(maxMessages).ToList();
            _locked.UnionWith(page.Select(letter => letter.SequenceNumber));
            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(page);
        }

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            if (bus.LostLocks.Contains(message.SequenceNumber))
                throw new ServiceBusException(false, "lost", null, ServiceBusFailureReason.MessageLockLost, null);
            letters.Remove(message);
            return Task.CompletedTask;
        }

        public override Task AbandonMessageAsync(
            ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default)
        {
            bus.Released.Add(message.SequenceNumber);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
