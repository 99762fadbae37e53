using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>
/// Empties every queue of a living broker: what waits, what is set aside, what becomes due, and the dead letters. It ends
/// when the broker itself shows nothing more.
/// </summary>
internal sealed class Drain(BrokerLife life)
{
    private const int Most = 200;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Empties the queues in a last life of the broker, and looks in one more whether they stay empty.</summary>
    public static async Task EmptyAsync(string folder, Witness witness)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Broker.Token);
        patience.CancelAfter(Patience);
        foreach (var again in new[] { false, true })
        {
            using var broker = await ChildBroker.StartAsync(folder, CrashQueues.All);
            await using var client = new ServiceBusClient(broker.ConnectionString, Broker.Options());
            var drain = new Drain(new BrokerLife(client, witness, KillPoint.Never(), patience.Token, room: 1));
            if (again)
                Assert.True(await drain.IsEmptyAsync(patience.Token), "Something came back after everything was completed.");
            do
                await drain.RunAsync(patience.Token);
            while (DateTimeOffset.UtcNow < witness.LastDue);
            broker.Kill();
            witness.BrokerKilled();
        }
        witness.Drained();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        foreach (var queue in CrashQueues.All)
        {
            foreach (var session in queue.RequiresSession ? CrashLoad.Sessions : [])
                await EmptySessionAsync(queue, session, ct);
            if (!queue.RequiresSession)
            {
                await using var receiver = life.Client.CreateReceiver(queue.Name);
                await EmptyAsync(queue, receiver, Places.Waiting, ct);
            }
            await using var deadLetters = life.Client.CreateReceiver(queue.Name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
            await EmptyAsync(queue, deadLetters, Places.DeadLettered, ct);
        }
    }

    /// <summary>True when no queue shows any message, of any kind.</summary>
    private async Task<bool> IsEmptyAsync(CancellationToken ct)
    {
        foreach (var queue in CrashQueues.All)
            foreach (var part in new[] { SubQueue.None, SubQueue.DeadLetter })
            {
                await using var receiver = life.Client.CreateReceiver(queue.Name, new ServiceBusReceiverOptions { SubQueue = part });
                if ((await receiver.PeekMessagesAsync(1, 0, ct)).Count > 0)
                    return false;
            }
        return true;
    }

    private async Task EmptySessionAsync(QueueDescription queue, string id, CancellationToken ct)
    {
        await using var session = await life.Client.AcceptSessionAsync(queue.Name, id, cancellationToken: ct);
        await SessionReceiver.CheckStateAsync(life, session);
        await EmptyAsync(queue, session, Places.Waiting, ct);
    }

    private async Task EmptyAsync(QueueDescription queue, ServiceBusReceiver receiver, Places place, CancellationToken ct)
    {
        while (await receiver.PeekMessagesAsync(Most, 0, ct) is { Count: > 0 } shown)
        {
            var deferred = shown.Where(message => message.State == ServiceBusMessageState.Deferred).Select(message => message.SequenceNumber).ToArray();
            if (deferred.Length > 0)
                await CompleteAsync(queue, receiver, Places.Deferred, await receiver.ReceiveDeferredMessagesAsync(deferred, ct));
            // Where only scheduled messages are left this is what waits for them.
            if (deferred.Length < shown.Count)
                await CompleteAsync(queue, receiver, place, await receiver.ReceiveMessagesAsync(Most, Short, ct));
        }
    }

    private async Task CompleteAsync(QueueDescription queue, ServiceBusReceiver receiver, Places place, IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        foreach (var message in messages)
            life.Witness.Received(LoadMessage.Sighting(queue, message, place));
        await Task.WhenAll(messages.Select(message => Settler.SettleAsync(life, receiver, queue, message, Settlement.Complete, "")));
    }
}
