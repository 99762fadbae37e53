using System.Runtime.InteropServices;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.DeadLetters;
using Relay.Functions.Held;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.DeadLetters;

public sealed class DeadLetterSweepTests : IHeldEnvelopes
{
    private readonly FakeServiceBus _bus = new();
    private readonly List<(string Queue, long Sequence, byte[] Message)> _kept = [];
    private readonly DeadLetterOptions _options = new();

    [Fact]
    public async Task Run_OverSeveralQueues_BringsEachBackInOrder_ToItsOwnLane()
    {
        Add(QueueNames.Normal, 7, Message());
        Add(QueueNames.Normal, 5, Message());
        Add(QueueNames.Urgent, 6, Message(EnvelopeClass.Urgent));
        Add(QueueNames.Ephemeral, 1, Message(EnvelopeClass.Ephemeral));

        Assert.Equal(4, await RunAsync());

        Assert.All(_bus.DeadLetters.Values, Assert.Empty);
        Assert.Equal([5L, 7L], Sent(QueueNames.Normal).Select(message => Packed.Read(message.Body.ToMemory()).Head.Number));
        Assert.All(Sent(QueueNames.Normal).Concat(Sent(QueueNames.Urgent)), message => Assert.Equal("1.whatsapp.3", message.SessionId));
        Assert.Null(Assert.Single(Sent(QueueNames.Ephemeral)).SessionId);
        Assert.Equal(4, _bus.Sent.Select(one => one.Message.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Run_OverSeveralNamespaces_BringsEachBackInItsOwn()
    {
        var other = new FakeServiceBus();
        Add(QueueNames.Normal, 7, Message());
        Add(QueueNames.Urgent, 3, Message(EnvelopeClass.Urgent), bus: other);

        Assert.Equal(2, await RunAsync(other));

        Assert.Equal([QueueNames.Normal], _bus.Sent.Select(one => one.Queue));
        Assert.Equal([QueueNames.Urgent], other.Sent.Select(one => one.Queue));
        Assert.Empty(other.DeadLetters[QueueNames.Urgent]);
    }

    [Fact]
    public async Task Run_BringsTheSameBytesBack_WithDoubt()
    {
        var original = Message();
        Add(QueueNames.Normal, 1, original);

        await RunAsync();

        var (head, envelopes) = Packed.Read(Sent(QueueNames.Normal).Single().Body.ToMemory());
        var (before, expected) = Packed.Read(original);
        Assert.Equal(before with { InDoubt = true, Number = 1 }, head with { Number = 1 });
        Packed.AssertSame(expected[0], Assert.Single(envelopes));
    }

    [Theory]
    [InlineData("TTLExpiredException", 1, false)]
    [InlineData("TTLExpiredException", 2, true)]
    [InlineData("MaxDeliveryCountExceeded", 1, true)]
    [InlineData(null, 1, true)]
    public async Task Run_DoubtsWhatMayHaveBeenPosted_AndNothingElse(string? reason, int deliveries, bool inDoubt)
    {
        Add(QueueNames.Normal, 1, Message(), reason: reason, deliveries: deliveries);

        await RunAsync();

        Assert.Equal(inDoubt, Packed.Read(Sent(QueueNames.Normal).Single().Body.ToMemory()).Head.InDoubt);
    }

    [Theory]
    [InlineData(PackedKind.Drain, 0)]
    [InlineData(PackedKind.Probe, 0)]
    [InlineData(PackedKind.Fence, 1)]
    public async Task Run_DropsAlarms_AndBringsFencesBack(PackedKind kind, int sent)
    {
        Add(QueueNames.Normal, 1, Packed.Write(Packed.Head(kind: kind), []));

        Assert.Equal(sent, await RunAsync());

        Assert.Equal(sent, _bus.Sent.Count);
        Assert.Empty(_bus.DeadLetters[QueueNames.Normal]);
        Assert.Empty(_kept);
    }

    [Fact]
    public async Task Run_WhatCannotBeRead_IsKept_AndLeavesTheDeadLetters()
    {
        var torn = Message()[..^1];
        byte[] foreign = [1, 2, 3];
        Add(QueueNames.Normal, 1, torn);
        Add(QueueNames.Normal, 2, foreign);
        Add(QueueNames.Normal, 3, []);
        Add(QueueNames.Normal, 4, Message(EnvelopeClass.Urgent)); // of another queue: it has no place in this one

        Assert.Equal(0, await RunAsync());

        Assert.Equal([1L, 2L, 3L, 4L], _kept.Select(one => one.Sequence));
        Assert.Equal(torn, _kept[0].Message);
        Assert.Empty(_bus.DeadLetters[QueueNames.Normal]);
        Assert.Empty(_bus.Sent);
    }

    [Fact]
    public async Task Run_WhileTheQueueFails_LeavesTheRest_AndReleasesIt()
    {
        for (var number = 1; number <= 4; number++)
            Add(QueueNames.Normal, number, Message());
        _bus.SendsLeft = 2;

        await Assert.ThrowsAsync<ServiceBusException>(() => RunAsync());
        Assert.Equal([3L, 4L], _bus.DeadLetters[QueueNames.Normal].Select(letter => letter.SequenceNumber));
        Assert.Equal([3L, 4L], _bus.Released);

        _bus.SendsLeft = int.MaxValue;
        await RunAsync();
        Assert.Equal([1L, 2L, 3L, 4L], Sent(QueueNames.Normal).Select(message => Packed.Read(message.Body.ToMemory()).Head.Number));
    }

    [Fact]
    public async Task Run_ThatLosesALock_GoesOn_AndTheLetterComesOnceMore()
    {
        for (var number = 1; number <= 3; number++)
            Add(QueueNames.Normal, number, Message());
        _bus.LostLocks.Add(2);

        Assert.Equal(3, await RunAsync());

        Assert.Equal(2, Assert.Single(_bus.DeadLetters[QueueNames.Normal]).SequenceNumber);
    }

    [Fact]
    public async Task Run_OneThatComesAgainAndAgain_CountsItsReturns()
    {
        Add(QueueNames.Normal, 1, Message(), returns: 2);
        Add(QueueNames.Normal, 2, Message());

        await RunAsync();

        Assert.Equal([3, 1], Sent(QueueNames.Normal).Select(message => (int)message.ApplicationProperties[DeadLetter.ReturnsProperty]));
    }

    [Fact]
    public async Task Run_WithMoreThanItMayTake_StopsThere()
    {
        for (var number = 1; number <= 100; number++)
            Add(QueueNames.Normal, number, Message());
        _options.MessagesPerSweep = 70;

        Assert.Equal(70, await RunAsync());

        Assert.Equal(30, _bus.DeadLetters[QueueNames.Normal].Count);
    }

    Task IHeldEnvelopes.HoldAsync(PackedHead head, PackedEnvelope envelope, HeldReason reason, int attempts, CancellationToken cancel) =>
        throw new InvalidOperationException("The sweep holds no single envelopes.");

    Task IHeldEnvelopes.KeepUnreadableAsync(string queue, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        _kept.Add((queue, sequenceNumber, message.ToArray()));
        return Task.CompletedTask;
    }

    private Task<int> RunAsync(FakeServiceBus? other = null) =>
        new DeadLetterSweep(new QueueNamespaces(other is null ? [new(0, _bus)] : [new(0, _bus), new(4, other)]), this, Options.Create(_options), new ManualClock(), NullLogger<DeadLetterSweep>.Instance).RunAsync(CancellationToken.None);

    private IEnumerable<ServiceBusMessage> Sent(string queue) => _bus.Sent.Where(one => one.Queue == queue).Select(one => one.Message);

    private static byte[] Message(EnvelopeClass envelopeClass = EnvelopeClass.Normal) =>
        Packed.Write(Packed.Head(envelopeClass), [Packed.Envelope(Guid.CreateVersion7())]);

    private void Add(string queue, long number, byte[] body, int returns = 0, string? reason = "MaxDeliveryCountExceeded", int deliveries = 5, FakeServiceBus? bus = null)
    {
        var properties = new Dictionary<string, object>();
        if (reason is not null)
            properties["DeadLetterReason"] = reason;
        if (returns > 0)
            properties[DeadLetter.ReturnsProperty] = returns;
        // The head's number tells in which order they come back.
        if (PackedReaderAccepts(body))
            body = Numbered(body, number);
        var letters = CollectionsMarshal.GetValueRefOrAddDefault((bus ?? _bus).DeadLetters, queue, out _) ??= [];
        letters.Add(ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromBytes(body), sequenceNumber: number, deliveryCount: deliveries, properties: properties, lockTokenGuid: Guid.NewGuid()));
    }

    private static bool PackedReaderAccepts(byte[] body)
    {
        try
        {
            Packed.Read(body);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Numbered(byte[] body, long number)
    {
        var (head, envelopes) = Packed.Read(body);
        return Packed.Write(head with { Number = number }, envelopes);
    }
}
