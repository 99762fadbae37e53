using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>What is sent goes to the queue and the namespace of its lane.</summary>
public sealed class EnvelopeQueueTests : IAsyncDisposable
{
    private readonly FakeServiceBus _first = new();
    private readonly FakeServiceBus _other = new();
    private readonly EnvelopeQueue _queue;

    public EnvelopeQueueTests() => _queue = new EnvelopeQueue(new QueueNamespaces([new(0, _first), new(3, _other)]));

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Theory]
    [InlineData(EnvelopeClass.Normal, "envelopes", "1.whatsapp.7")]
    [InlineData(EnvelopeClass.Urgent, "envelopes-urgent", "1.whatsapp.7")]
    [InlineData(EnvelopeClass.Ephemeral, "envelopes-ephemeral", null)]
    public async Task Send_GoesToTheQueueOfTheClass_InTheNamespaceOfTheLane(EnvelopeClass envelopeClass, string queue, string? session)
    {
        await _queue.SendAsync([Message(envelopeClass, 3, "a"), Message(envelopeClass, 3, "b")], CancellationToken.None);
        await _queue.SendAsync([Message(envelopeClass, 0, "c")], CancellationToken.None);

        Assert.Equal([$"{queue} a {session}", $"{queue} b {session}"], Texts(_other));
        Assert.Equal([$"{queue} c {session}"], Texts(_first));
    }

    [Fact]
    public async Task Schedule_GoesThroughTheLane_AndSaysWhereItLies()
    {
        var due = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var lane = new Lane(EnvelopeClass.Urgent, 2, "whatsapp", 7, 3);

        await _queue.ScheduleAsync(lane, PackedKind.Probe, 42, due, CancellationToken.None);

        var (queue, message) = Assert.Single(_other.Sent);
        Assert.Equal((QueueNames.Urgent, "2.whatsapp.7", due), (queue, message.SessionId, message.ScheduledEnqueueTime));
        var head = PackedReader.ReadHead(message.Body.ToMemory(), out _);
        Assert.Equal((PackedKind.Probe, 42, lane), (head.Kind, head.Number, head.Lane));
        Assert.Empty(_first.Sent);
    }

    [Fact]
    public async Task Send_ToANamespaceThatIsNot_Fails_AndSendsNothing()
    {
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => _queue.SendAsync([Message(EnvelopeClass.Normal, 1, "a")], CancellationToken.None));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, failure.Reason);
        Assert.Empty(_first.Sent.Concat(_other.Sent));
    }

    private static IEnumerable<string> Texts(FakeServiceBus bus) => bus.Sent.Select(one => $"{one.Queue} {one.Message.MessageId} {one.Message.SessionId}");

    private static OutgoingMessage Message(EnvelopeClass envelopeClass, int number, string id) =>
        new(new Lane(envelopeClass, 1, "whatsapp", 7, number), id, new byte[] { 1 });
}
