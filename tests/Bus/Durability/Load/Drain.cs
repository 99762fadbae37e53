using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>
/// Empties every queue of a living broker: what waits, what is set aside, what becomes due, and the dead letters. It ends
/// when the broker itself shows nothing more, or at the first fault.
/// </summary>
internal sealed class Drain(BrokerLife life)
{
    private const int Most = 200;
    private const int MostShown = 10;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    /// <summary>Ends what hangs. A machine that does much else may need most of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
            if (again && witness.Faults.Count == 0)
                Assert.True(await drain.ShownAsync(patience.Token) is var shown && shown.Count == 0, $"Something came back after everything was completed:\n{string.Join('\n', shown)}");
            do
                await drain.RunAsync(patience.Token);
            while (witness.Faults.Count == 0 && DateTimeOffset.UtcNow < witness.LastDue);
            broker.Kill();
            witness.BrokerKilled();
        }
        if (witness.Faults.Count == 0)
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

    /// <summary>The first messages of each queue and dead-letter sub-queue, of any kind, in words.</summary>
    private async Task<List<string>> ShownAsync(CancellationToken ct)
    {
        var shown = new List<string>();
        foreach (var queue in CrashQueues.All)
            foreach (var part in new[] { SubQueue.None, SubQueue.DeadLetter })
            {
                await using var receiver = life.Client.CreateReceiver(queue.Name, new ServiceBusReceiverOptions { SubQueue = part });
                foreach (var message in await receiver.PeekMessagesAsync(MostShown, 0, ct))
                    shown.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{queue.Name}/{part}: number {message.SequenceNumber} (enqueued as {message.EnqueuedSequenceNumber}), {message.State}, enqueued {message.EnqueuedTime:O}, {life.Witness.Tell(queue.Name, message.MessageId)}"));
            }
        return shown;
    }

    private async Task EmptySessionAsync(QueueDescription queue, string id, CancellationToken ct)
    {
        await using var session = await life.Client.AcceptSessionAsync(queue.Name, id, cancellationToken: ct);
        await SessionReceiver.CheckStateAsync(life, session);
        await EmptyAsync(queue, session, Places.Waiting, ct);
    }

    private async Task EmptyAsync(QueueDescription queue, ServiceBusReceiver receiver, Places place, CancellationToken ct)
    {
        while (life.Witness.Faults.Count == 0 && await receiver.PeekMessagesAsync(Most, 0, ct) is { Count: > 0 } shown)
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
