using Azure.Messaging.ServiceBus;
using static Relay.Local.Bus.Tests.Client.SettlementTests;

namespace Relay.Local.Bus.Tests.Client;

public sealed class SessionTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly QueueDescription Sessions = new() { Name = "q", RequiresSession = true };

    [Fact]
    public async Task Accept_OfANamedLockedSession_IsRefused()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var held = await broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token);

        await AssertFails(ServiceBusFailureReason.SessionCannotBeLocked, () => broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token));

        await held.CloseAsync(Broker.Token);
        await using var again = await broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token);
        Assert.Equal("a", again.SessionId);
    }

    [Fact]
    public async Task NextSession_WithNone_TimesOut()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var client = new ServiceBusClient(broker.Bus.ConnectionString, Broker.Options(tryTimeoutSeconds: 1));

        await AssertFails(ServiceBusFailureReason.ServiceTimeout, () => client.AcceptNextSessionAsync("q", cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task NextSession_Waiting_IsGrantedWhenAMessageComes()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        var waiting = broker.Client.AcceptNextSessionAsync("q", cancellationToken: Broker.Token);
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("x") { SessionId = "late" }, Broker.Token);

        await using var session = await waiting;

        Assert.Equal("late", session.SessionId);
        Assert.Equal("x", (await session.ReceiveMessageAsync(Wait, Broker.Token)).Body.ToString());
    }

    [Fact]
    public async Task SessionLock_Expired_IsLostAndTheMessageComesAgain()
    {
        await using var broker = await Broker.StartAsync(Sessions with { LockDuration = TimeSpan.FromSeconds(1) });
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("x") { SessionId = "a" }, Broker.Token);
        await using var first = await broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token);
        var message = await first.ReceiveMessageAsync(Wait, Broker.Token);
        await using var second = await broker.Client.AcceptNextSessionAsync("q", cancellationToken: Broker.Token);

        await AssertFails(ServiceBusFailureReason.SessionLockLost, () => first.CompleteMessageAsync(message, Broker.Token));
        await AssertFails(ServiceBusFailureReason.SessionLockLost, () => first.ReceiveMessageAsync(Wait, Broker.Token));
        Assert.Equal(2, (await second.ReceiveMessageAsync(Wait, Broker.Token)).DeliveryCount);
    }

    [Fact]
    public async Task RenewSessionLock_MovesItsEnd()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var session = await broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token);
        var before = session.SessionLockedUntil;
        Assert.InRange(before, DateTimeOffset.UtcNow.AddSeconds(20), DateTimeOffset.UtcNow.AddSeconds(61));

        await session.RenewSessionLockAsync(Broker.Token);

        Assert.InRange(session.SessionLockedUntil, before, DateTimeOffset.UtcNow.AddSeconds(61));
    }

    [Fact]
    public async Task State_SetClearedAndRead_IsWhatWasSet()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var session = await broker.Client.AcceptSessionAsync("q", "a", cancellationToken: Broker.Token);
        Assert.Null(await session.GetSessionStateAsync(Broker.Token));

        await session.SetSessionStateAsync(BinaryData.FromBytes(new byte[] { 1, 2 }), Broker.Token);
        Assert.Equal([1, 2], (await session.GetSessionStateAsync(Broker.Token)).ToArray());

        await session.SetSessionStateAsync(null, Broker.Token);
        Assert.Null(await session.GetSessionStateAsync(Broker.Token));
    }

    [Fact]
    public async Task Deferred_InASession_IsReceivedByNumber()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("x") { SessionId = "a" }, Broker.Token);
        await using var session = await broker.Client.AcceptNextSessionAsync("q", cancellationToken: Broker.Token);
        var message = await session.ReceiveMessageAsync(Wait, Broker.Token);
        await session.DeferMessageAsync(message, cancellationToken: Broker.Token);

        var deferred = await session.ReceiveDeferredMessageAsync(message.SequenceNumber, Broker.Token);

        await session.CompleteMessageAsync(deferred, Broker.Token);
        Assert.Null(await session.PeekMessageAsync(cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task Receiver_WithoutSession_IsRefused()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var receiver = broker.Client.CreateReceiver("q");

        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.ReceiveMessageAsync(Wait, Broker.Token));
    }

    [Fact]
    public async Task Processor_OverManySessions_KeepsTheOrderOfEach()
    {
        await using var broker = await Broker.StartAsync(Sessions);
        await using var sender = broker.Client.CreateSender("q");
        for (var i = 0; i < 20; i++)
            await sender.SendMessagesAsync(Enumerable.Range(0, 10).Select(s => new ServiceBusMessage($"{i}") { SessionId = $"s{s}" }), Broker.Token);
        var seen = new Dictionary<string, List<string>>();
        var done = new TaskCompletionSource();
        await using var processor = broker.Client.CreateSessionProcessor(
            "q", new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 4, SessionIdleTimeout = TimeSpan.FromMilliseconds(100) });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args =>
        {
            lock (seen)
            {
                if (!seen.TryGetValue(args.SessionId, out var bodies))
                    seen.Add(args.SessionId, bodies = []);
                bodies.Add(args.Message.Body.ToString());
                if (seen.Values.Sum(list => list.Count) == 200)
                    done.TrySetResult();
            }
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(Broker.Token);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
        await processor.StopProcessingAsync(Broker.Token);

        Assert.All(seen.Values, bodies => Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), bodies));
    }
}
