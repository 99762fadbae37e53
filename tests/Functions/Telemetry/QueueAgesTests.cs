using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>The age of a queue, as its first messages tell it.</summary>
public sealed class QueueAgesTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Read_OfQueues_IsTheAgeOfTheFirstThatIsDue()
    {
        var now = _clock.GetUtcNow();
        var bus = new PeekedBus(new()
        {
            [QueueNames.Normal] = [Message(ServiceBusMessageState.Scheduled, now.AddHours(-2)), Message(ServiceBusMessageState.Active, now.AddSeconds(-90)), Message(ServiceBusMessageState.Active, now)],
            [QueueNames.Urgent] = [],
            [QueueNames.Ephemeral] = [Message(ServiceBusMessageState.Active, now.AddSeconds(1))], // its clock is ahead
        });

        var ages = await new QueueAges(bus, _clock, NullLogger<QueueAges>.Instance).ReadAsync(CancellationToken.None);

        Assert.Equal((90, 0, 0), (ages[QueueNames.Normal].TotalSeconds, ages[QueueNames.Urgent].TotalSeconds, ages[QueueNames.Ephemeral].TotalSeconds));
    }

    [Fact]
    public async Task Read_OfAQueueThatRefuses_LeavesItOut()
    {
        var bus = new PeekedBus(new() { [QueueNames.Urgent] = [], [QueueNames.Ephemeral] = [] });

        var ages = await new QueueAges(bus, _clock, NullLogger<QueueAges>.Instance).ReadAsync(CancellationToken.None);

        Assert.Equal([QueueNames.Ephemeral, QueueNames.Urgent], ages.Keys.Order(StringComparer.Ordinal));
    }

    private static ServiceBusReceivedMessage Message(ServiceBusMessageState state, DateTimeOffset enqueued) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(enqueuedTime: enqueued, serviceBusMessageState: state);

    /// <summary>Queues that can be peeked at; others refuse.</summary>
    private sealed class PeekedBus(Dictionary<string, ServiceBusReceivedMessage[]> queues) : ServiceBusClient
    {
        public override ServiceBusReceiver CreateReceiver(string queueName) => new Receiver(queues.GetValueOrDefault(queueName));
    }

    private sealed class Receiver(ServiceBusReceivedMessage[]? messages) : ServiceBusReceiver
    {
        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
            messages is null ? throw new InvalidOperationException("It wants a session.") : Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(messages);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
