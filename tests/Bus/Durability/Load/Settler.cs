using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Settles messages in every way, by chance; each way has its share in a hundred, completion the rest.</summary>
internal sealed class Settler(DeferredNumbers deferred, int abandons, int deferrals, int deadLetters)
{
    private static int _last;

    public async Task SettleAsync(BrokerLife life, ServiceBusReceiver receiver, QueueDescription queue, ServiceBusReceivedMessage message)
    {
        var chance = Random.Shared.Next(100);
        var settlement = chance < abandons ? Settlement.Abandon
            : chance < abandons + deferrals ? Settlement.Defer
            : chance < abandons + deferrals + deadLetters ? Settlement.DeadLetter
            : Settlement.Complete;
        var text = string.Create(CultureInfo.InvariantCulture, $"{settlement}-{Interlocked.Increment(ref _last)}");
        await SettleAsync(life, receiver, queue, message, settlement, text);
        if (settlement == Settlement.Complete)
            life.MakeRoom();
        else if (settlement == Settlement.Defer || (settlement == Settlement.Abandon && message.State == ServiceBusMessageState.Deferred && message.DeliveryCount < queue.MaxDeliveryCount))
            deferred.Add(message.SessionId ?? queue.Name, message.SequenceNumber);
    }

    /// <summary>Settles a message in one way.</summary>
    public static async Task SettleAsync(
        BrokerLife life, ServiceBusReceiver receiver, QueueDescription queue, ServiceBusReceivedMessage message, Settlement settlement, string text)
    {
        var note = new Dictionary<string, object> { [LoadMessage.Note] = text };
        var request = life.Witness.SettleRequested(queue.Name, message.MessageId, settlement, text);
        await life.AskAsync(() => settlement switch
        {
            Settlement.Complete => receiver.CompleteMessageAsync(message, CancellationToken.None),
            Settlement.Abandon => receiver.AbandonMessageAsync(message, note, CancellationToken.None),
            Settlement.Defer => receiver.DeferMessageAsync(message, note, CancellationToken.None),
            Settlement.DeadLetter => receiver.DeadLetterMessageAsync(message, text, "as the test wants it", CancellationToken.None),
            _ => throw new ArgumentOutOfRangeException(nameof(settlement)),
        });
        life.Witness.SettleAcknowledged(request);
    }
}
