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

        var ages = await new QueueAges(new QueueNamespaces([new(0, bus)]), _clock, NullLogger<QueueAges>.Instance).ReadAsync(CancellationToken.None);

        Assert.Equal((90, 0, 0), (ages[new(QueueNames.Normal, 0)].TotalSeconds, ages[new(QueueNames.Urgent, 0)].TotalSeconds, ages[new(QueueNames.Ephemeral, 0)].TotalSeconds));
    }

    [Fact]
    public async Task Read_OfAQueueThatRefuses_LeavesItOut()
    {
        var bus = new PeekedBus(new() { [QueueNames.Urgent] = [], [QueueNames.Ephemeral] = [] });

        var ages = await new QueueAges(new QueueNamespaces([new(0, bus)]), _clock, NullLogger<QueueAges>.Instance).ReadAsync(CancellationToken.None);

        Assert.Equal([QueueNames.Ephemeral, QueueNames.Urgent], ages.Keys.Select(queue => queue.Queue).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Read_OfSeveralNamespaces_TellsThemApart_AndLeavesOutWhatRefuses()
    {
        var first = new PeekedBus(new() { [QueueNames.Normal] = [Message(ServiceBusMessageState.Active, _clock.GetUtcNow().AddSeconds(-5))] });
        var other = new PeekedBus(new() { [QueueNames.Normal] = [Message(ServiceBusMessageState.Active, _clock.GetUtcNow().AddSeconds(-7))], [QueueNames.Urgent] = [] });

        var ages = await new QueueAges(new QueueNamespaces([new(0, first), new(3, other)]), _clock, NullLogger<QueueAges>.Instance).ReadAsync(CancellationToken.None);

        Assert.Equal(
            [("envelopes", 0, 5), ("envelopes", 3, 7), ("envelopes-urgent", 3, 0)],
            ages.Select(age => (age.Key.Queue, age.Key.Namespace, age.Value.TotalSeconds)).Order());
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
