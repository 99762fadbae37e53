using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Receives from a queue without sessions in batches, which it settles one by one or in a burst, and what was deferred.</summary>
internal sealed class PlainReceiver(QueueDescription queue, DeferredNumbers deferred, int abandons)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    private readonly Settler _settler = new(deferred, abandons, deferrals: 8, deadLetters: 5);

    public async Task RunAsync(BrokerLife life)
    {
        var receiver = life.Client.CreateReceiver(queue.Name);
        while (!life.Killed.IsCancellationRequested)
        {
            var messages = await receiver.ReceiveMessagesAsync(Random.Shared.Next(1, 9), Wait, life.Killed);
            foreach (var message in messages)
                life.Witness.Received(LoadMessage.Sighting(queue, message, Places.Waiting));
            if (Random.Shared.Next(2) == 0)
                await Task.WhenAll(messages.Select(message => _settler.SettleAsync(life, receiver, queue, message)));
            else
                foreach (var message in messages)
                    await _settler.SettleAsync(life, receiver, queue, message);
            if (Random.Shared.Next(3) == 0 && deferred.TryTake(queue.Name, out var number))
                await ReceiveDeferredAsync(life, receiver, number.Value);
        }
    }

    private async Task ReceiveDeferredAsync(BrokerLife life, ServiceBusReceiver receiver, long number)
    {
        var message = await life.AskAsync(() => receiver.ReceiveDeferredMessageAsync(number, CancellationToken.None));
        life.Witness.Received(LoadMessage.Sighting(queue, message, Places.Deferred));
        await _settler.SettleAsync(life, receiver, queue, message);
    }
}
