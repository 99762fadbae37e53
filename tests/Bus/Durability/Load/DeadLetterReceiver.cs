using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Receives a queue's dead letters; completes most and abandons some.</summary>
internal sealed class DeadLetterReceiver(QueueDescription queue)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(300);

    private readonly Settler _settler = new(new DeferredNumbers(), abandons: 20, deferrals: 0, deadLetters: 0);

    public async Task RunAsync(BrokerLife life)
    {
        var receiver = life.Client.CreateReceiver(queue.Name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        while (!life.Killed.IsCancellationRequested)
        {
            var messages = await receiver.ReceiveMessagesAsync(Random.Shared.Next(1, 4), Wait, life.Killed);
            foreach (var message in messages)
                life.Witness.Received(LoadMessage.Sighting(queue, message, Places.DeadLettered));
            foreach (var message in messages)
                await _settler.SettleAsync(life, receiver, queue, message);
        }
    }
}
