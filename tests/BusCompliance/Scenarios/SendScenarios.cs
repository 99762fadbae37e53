using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(1, "Send")]
public sealed class SendScenarios(BrokerFixture<SendScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<SendScenarios>>
{
    private const int Limit = 256 * 1024;

    [Theory, Scenario("Messages sent one by one or as a batch arrive in order, their sequence numbers rising")]
    public async Task Send_OneByOneAndBatch_ArriveInOrder(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("0", "1");
        await bus.SendAsync([.. Enumerable.Range(2, 50).Select(i => OutgoingMessage.Of($"{i}"))]);

        var messages = await (await bus.ReceiverAsync(receiveAndDelete: true)).ManyAsync(52);

        Assert.Equal(Enumerable.Range(0, 52).Select(i => $"{i}"), messages.Select(message => message.Text));
        Assert.Equal(messages.Select(message => message.SequenceNumber).Order(), messages.Select(message => message.SequenceNumber));
        Assert.Equal(52, messages.Select(message => message.SequenceNumber).Distinct().Count());
    }

    [Theory, Scenario("A batch is full at the queue's limit; what it took is sent and arrives")]
    public async Task Batch_Filled_StopsAtTheLimit(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var batch = await (await bus.SenderAsync()).CreateBatchAsync();
        Assert.Equal(Limit, batch.MaxBytes);
        var added = 0;
        while (await batch.TryAddAsync(new OutgoingMessage { Body = new byte[30_000] }))
            added++;

        await batch.SendAsync();

        Assert.Equal(8, added);
        Assert.Equal(8, bus.Status.ActiveMessages);
    }

    [Theory, Scenario("A batch can be bounded below the limit, not above it")]
    public async Task Batch_WithItsOwnLimit_IsBounded(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var batch = await sender.CreateBatchAsync(maxBytes: 1000);

        Assert.True(await batch.TryAddAsync(new OutgoingMessage { Body = new byte[500] }));
        Assert.False(await batch.TryAddAsync(new OutgoingMessage { Body = new byte[500] }));
        await FailsAsync(client, Failure.InvalidArgument, Failure.InvalidOperation, () => sender.CreateBatchAsync(maxBytes: Limit + 1));
    }

    [Theory, Scenario("A message of 256 KB with its properties is taken, one byte more is refused as too large")]
    public async Task Size_AtTheLimit_IsTaken(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var probe = new OutgoingMessage { MessageId = "m", Body = new byte[200_000] };
        await bus.SendAsync(probe);
        var overhead = bus.Status.SizeBytes - probe.Body.Length;
        var largest = (int)(Limit - overhead);

        await bus.SendAsync(probe with { Body = new byte[largest] });
        await FailsAsync(Failure.MessageSizeExceeded, () => bus.SendAsync(probe with { Body = new byte[largest + 1] }));

        Assert.Equal(2, bus.Status.ActiveMessages);
        var receiver = await bus.ReceiverAsync(receiveAndDelete: true);
        Assert.Equal([200_000, largest], (await receiver.ManyAsync(2)).Select(message => message.Body.Length));
    }

    [Theory, Scenario("Messages that make a batch above the limit are refused together")]
    public async Task Batch_OverTheLimit_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var messages = Enumerable.Range(0, 3).Select(_ => new OutgoingMessage { Body = new byte[100_000] }).ToArray();

        await FailsAsync(client, Failure.MessageSizeExceeded, Failure.MessageSizeExceeded, () => bus.SendAsync(messages));

        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, Queue(MaxMegabytes = 1), Scenario("A full queue takes no more messages until some are gone")]
    public async Task Queue_OverItsQuota_IsFull(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var large = new OutgoingMessage { Body = new byte[250_000] };
        for (var i = 0; i < 4; i++)
            await bus.SendAsync(large);

        await FailsAsync(Failure.QuotaExceeded, () => bus.SendAsync(large));

        await (await bus.ReceiverAsync(receiveAndDelete: true)).OneAsync();
        await bus.SendAsync(large);
    }

    [Theory, Scenario("A message without an id gets one")]
    public async Task MessageId_NotSet_IsFilledIn(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a", "b");

        var messages = await (await bus.ReceiverAsync()).ManyAsync(2);

        Assert.All(messages, message => Assert.False(string.IsNullOrEmpty(message.MessageId)));
        Assert.NotEqual(messages[0].MessageId, messages[1].MessageId);
    }
}
