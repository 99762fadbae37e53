using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class SettlementTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task DeadLetter_WithReason_IsInTheSubQueue()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var receiver = await SendAndOpen(broker, "bad");
        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);
        await receiver.DeadLetterMessageAsync(message, new Dictionary<string, object> { ["k"] = 5L }, "why", "because", Broker.Token);

        await using var dead = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var found = await dead.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal(("bad", "why", "because", 5L), (found.Body.ToString(), found.DeadLetterReason, found.DeadLetterErrorDescription, found.ApplicationProperties["k"]));
        Assert.Equal("q", found.DeadLetterSource);
        await dead.CompleteMessageAsync(found, Broker.Token);
        Assert.Null(await dead.PeekMessageAsync(cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task MaxDeliveryCount_Reached_IsInTheSubQueue()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", MaxDeliveryCount = 2 });
        await using var receiver = await SendAndOpen(broker, "poison");
        for (var i = 0; i < 2; i++)
            await receiver.AbandonMessageAsync(await receiver.ReceiveMessageAsync(Wait, Broker.Token), cancellationToken: Broker.Token);

        await using var dead = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var found = await dead.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal("MaxDeliveryCountExceeded", found.DeadLetterReason);
    }

    [Fact]
    public async Task Defer_ThenReceiveByNumber_CanBeCompleted()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var receiver = await SendAndOpen(broker, "wait");
        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);
        await receiver.DeferMessageAsync(message, cancellationToken: Broker.Token);

        var deferred = await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Broker.Token);

        Assert.Equal(("wait", ServiceBusMessageState.Deferred), (deferred.Body.ToString(), deferred.State));
        await receiver.RenewMessageLockAsync(deferred, Broker.Token);
        await receiver.CompleteMessageAsync(deferred, Broker.Token);
        await AssertFails(ServiceBusFailureReason.MessageNotFound, () => receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Broker.Token));
    }

    [Fact]
    public async Task Deferred_DeadLetteredOverManagement_KeepsReasonAndProperties()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var receiver = await SendAndOpen(broker, "wait");
        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);
        await receiver.DeferMessageAsync(message, new Dictionary<string, object> { ["p"] = "v" }, Broker.Token);
        var deferred = await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Broker.Token);

        await receiver.DeadLetterMessageAsync(deferred, "why", "because", Broker.Token);

        await using var dead = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var found = await dead.ReceiveMessageAsync(Wait, Broker.Token);
        Assert.Equal(("why", "because", "v"), (found.DeadLetterReason, found.DeadLetterErrorDescription, found.ApplicationProperties["p"]));
    }

    [Fact]
    public async Task Lock_Expired_DeliversAgainAndRefusesTheOldToken()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", LockDuration = TimeSpan.FromSeconds(1) });
        await using var receiver = await SendAndOpen(broker, "x");
        var first = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        var second = await receiver.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal((1, 2), (first.DeliveryCount, second.DeliveryCount));
        await AssertFails(ServiceBusFailureReason.MessageLockLost, () => receiver.CompleteMessageAsync(first, Broker.Token));
        await AssertFails(ServiceBusFailureReason.MessageLockLost, () => receiver.RenewMessageLockAsync(first, Broker.Token));
        await receiver.CompleteMessageAsync(second, Broker.Token);
    }

    [Fact]
    public async Task RenewLock_OfAMessage_MovesItsEnd()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var receiver = await SendAndOpen(broker, "x");
        var message = await receiver.ReceiveMessageAsync(Wait, Broker.Token);
        var before = message.LockedUntil;

        await receiver.RenewMessageLockAsync(message, Broker.Token);

        Assert.InRange(message.LockedUntil, before, DateTimeOffset.UtcNow.AddSeconds(61));
        await receiver.CompleteMessageAsync(message, Broker.Token);
    }

    [Fact]
    public async Task TimeToLive_Passed_IsInTheSubQueue()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", DeadLetteringOnMessageExpiration = true });
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("short") { TimeToLive = TimeSpan.FromMilliseconds(300) }, Broker.Token);

        await using var dead = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var found = await dead.ReceiveMessageAsync(Wait, Broker.Token);

        Assert.Equal(("short", "TTLExpiredException"), (found.Body.ToString(), found.DeadLetterReason));
    }

    internal static async Task AssertFails(ServiceBusFailureReason reason, Func<Task> act) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<ServiceBusException>(act)).Reason);

    private static async Task<ServiceBusReceiver> SendAndOpen(Broker broker, string body)
    {
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage(body), Broker.Token);
        return broker.Client.CreateReceiver("q");
    }
}
