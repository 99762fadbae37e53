using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Takes one free session after the other: receives, settles, receives what was deferred, writes and reads the state.</summary>
internal sealed class SessionReceiver(DeferredNumbers deferred)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly QueueDescription Queue = CrashQueues.Sessions;
    private static int _last;

    private readonly Settler _settler = new(deferred, abandons: 12, deferrals: 8, deadLetters: 6);

    public async Task RunAsync(BrokerLife life)
    {
        while (!life.Killed.IsCancellationRequested)
        {
            var session = await life.Client.AcceptNextSessionAsync(Queue.Name, cancellationToken: life.Killed);
            await CheckStateAsync(life, session);
            var rounds = Random.Shared.Next(3, 20);
            while (rounds-- > 0 && await ReceiveAsync(life, session))
            {
                if (Random.Shared.Next(4) == 0)
                    await WriteStateAsync(life, session);
                if (Random.Shared.Next(3) == 0)
                    await ReceiveDeferredAsync(life, session);
            }
            await GiveBackAsync(life, session);
            await session.CloseAsync(CancellationToken.None);
        }
    }

    private async Task<bool> ReceiveAsync(BrokerLife life, ServiceBusSessionReceiver session)
    {
        var messages = await session.ReceiveMessagesAsync(Random.Shared.Next(1, 5), Wait, life.Killed);
        foreach (var message in messages)
            life.Witness.Received(LoadMessage.Sighting(Queue, message, Places.Waiting));
        foreach (var message in messages)
            await _settler.SettleAsync(life, session, Queue, message);
        return messages.Count > 0;
    }

    private async Task ReceiveDeferredAsync(BrokerLife life, ServiceBusSessionReceiver session)
    {
        if (!deferred.TryTake(session.SessionId, out var number))
            return;
        var message = await life.AskAsync(() => session.ReceiveDeferredMessageAsync(number.Value, CancellationToken.None));
        life.Witness.Received(LoadMessage.Sighting(Queue, message, Places.Deferred));
        await _settler.SettleAsync(life, session, Queue, message);
    }

    private static async Task WriteStateAsync(BrokerLife life, ServiceBusSessionReceiver session)
    {
        var value = Random.Shared.Next(6) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"state-{Interlocked.Increment(ref _last)}");
        var version = life.Witness.StateRequested(Queue.Name, session.SessionId, value);
        await life.AskAsync(() => session.SetSessionStateAsync(value is null ? null : BinaryData.FromString(value), CancellationToken.None));
        life.Witness.StateAcknowledged(Queue.Name, session.SessionId, version);
        await CheckStateAsync(life, session);
    }

    public static async Task CheckStateAsync(BrokerLife life, ServiceBusSessionReceiver session)
    {
        var state = (await life.AskAsync(() => session.GetSessionStateAsync(CancellationToken.None)))?.ToString();
        life.Witness.StateSeen(Queue.Name, session.SessionId, string.IsNullOrEmpty(state) ? null : state);
    }

    /// <summary>Now and then the session is closed over a message that is not settled.</summary>
    private static async Task GiveBackAsync(BrokerLife life, ServiceBusSessionReceiver session)
    {
        if (Random.Shared.Next(3) != 0 || await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(20), life.Killed) is not { } message)
            return;
        life.Witness.Received(LoadMessage.Sighting(Queue, message, Places.Waiting));
        life.Witness.Released(Queue.Name, message.MessageId);
    }
}
