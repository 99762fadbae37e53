using Azure.Messaging.ServiceBus;
using Relay.Client.Operators;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Dead letters of the real queue come back to their lanes.</summary>
[Collection(SharedStack.Name)]
public sealed class DeadLetterTests(StackFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldRelay _relay = new(fixture.Stack);
    private readonly ServiceBusClient _bus = new(fixture.Stack.Bus.ConnectionString);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        _relay.Dispose();
    }

    [Fact]
    public async Task Sweep_OfMessagesThatFailed_BringsThemBackInOrder()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync(HeldSamples.Sender);
        await b.OptInAsync(HeldSamples.Recipient);
        var ids = new List<Guid>();
        await PutAwayAsync(b, 5, () =>
        {
            var (head, envelope) = HeldSamples.Create(b.Name, a.Name, acceptedAt: DateTimeOffset.UtcNow);
            ids.Add(envelope.Id);
            return Packed(head, envelope);
        });

        await _relay.InvokeAsync("SweepDeadLetters");

        await Eventually.TrueAsync(() => b.Received.Count == 5, "all arrive");
        Assert.Equal(ids, b.Received.Select(envelope => envelope.Id));
    }

    [Fact]
    public async Task Sweep_OfWhatExpiredInTheQueue_EndsItAsExpired()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        var (head, envelope) = HeldSamples.Create(
            b.Name, a.Name, seconds: 1, acceptedAt: DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        await using (await _bus.AcceptSessionAsync(QueueNames.Normal, Session(b)))
        {
            await using var sender = _bus.CreateSender(QueueNames.Normal);
            await sender.SendMessageAsync(new ServiceBusMessage(Packed(head, envelope)) { SessionId = Session(b), TimeToLive = TimeSpan.FromSeconds(1) });
            // Or the timer has found it by then.
            await Eventually.TrueAsync(async () => await AwayAsync(envelope.Id) || await _relay.EndAsync(head, envelope.Id) is not null, "the queue puts it away");
        }

        await _relay.InvokeAsync("SweepDeadLetters");

        await Eventually.TrueAsync(async () => await _relay.EndAsync(head, envelope.Id) is { State: FinalState.Expired }, "it has ended as expired");
        Assert.Empty(b.Received);
    }

    [Fact]
    public async Task Sweep_OfAMessageThatCannotBeRead_KeepsItForTheOperator()
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        var torn = Guid.NewGuid().ToByteArray();
        await PutAwayAsync(b, 1, () => torn);

        await _relay.InvokeAsync("SweepDeadLetters");

        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(torn));
        HeldEnvelope? kept = null;
        await Eventually.TrueAsync(
            async () => (kept = (await _relay.Operator.ListHeldAsync(new HeldFilter(Reason: "unreadable"), 1000)).Held.SingleOrDefault(one => one.Sha256 == digest)) is not null,
            "it is kept");
        Assert.Equal((QueueNames.Normal, 16), (kept!.Queue, kept.Bytes));
        Assert.Equal(digest, (await _relay.Operator.FindHeldAsync(kept.Partner, kept.Key))!.Sha256);
        Assert.Equal("removed", (await _relay.Operator.RefuseHeldAsync(kept.Partner, kept.Key))!.State);
        Assert.Null(await _relay.Operator.FindHeldAsync(kept.Partner, kept.Key));
    }

    // The session is held from before the messages come until they are dead letters: no delivery sees them before.
    private async Task PutAwayAsync(TestPartner partner, int count, Func<byte[]> message)
    {
        await using var session = await _bus.AcceptSessionAsync(QueueNames.Normal, Session(partner));
        await using var sender = _bus.CreateSender(QueueNames.Normal);
        for (var i = 0; i < count; i++)
            await sender.SendMessageAsync(new ServiceBusMessage(message()) { SessionId = Session(partner) });
        for (var i = 0; i < count; i++)
            await session.DeadLetterMessageAsync(await session.ReceiveMessageAsync(Patience), "MaxDeliveryCountExceeded");
    }

    private async Task<bool> AwayAsync(Guid id)
    {
        await using var letters = _bus.CreateReceiver(QueueNames.Normal, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return (await letters.PeekMessagesAsync(100)).Any(letter =>
            letter.DeadLetterReason == "TTLExpiredException" && letter.Body.ToMemory().Span.IndexOf(id.ToByteArray(bigEndian: true)) >= 0);
    }

    private static string Session(TestPartner partner) => new Lane(EnvelopeClass.Normal, 1, partner.Name, 0).SessionId;

    private static byte[] Packed(PackedHead head, PackedEnvelope envelope)
    {
        using var writer = new PackedWriter();
        writer.WriteHead(head);
        writer.Append(envelope);
        return writer.Written.ToArray();
    }
}
