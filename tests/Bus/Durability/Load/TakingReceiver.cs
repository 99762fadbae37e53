using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Receives and deletes, one message at a time: at a kill one may be gone that nobody saw.</summary>
internal sealed class TakingReceiver
{
    private static readonly TimeSpan LongerThanALife = TimeSpan.FromSeconds(30);
    private static readonly QueueDescription Queue = CrashQueues.Taking;

    public static async Task RunAsync(BrokerLife life)
    {
        var receiver = life.Client.CreateReceiver(Queue.Name, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        while (true)
        {
            ServiceBusReceivedMessage? message = null;
            try
            {
                message = await life.AskAsync(() => receiver.ReceiveMessageAsync(LongerThanALife, life.Killed));
            }
            finally
            {
                // A lost connection may end the request with an error or without a message.
                if (message is null)
                    life.Witness.TakeUnanswered(Queue.Name, 1);
            }
            if (message is null)
                return;
            life.Witness.Received(LoadMessage.Sighting(Queue, message, Places.Waiting, taken: true));
            life.MakeRoom();
        }
    }
}
