using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Schedules messages by management calls and cancels some of them.</summary>
internal sealed class Scheduler(IReadOnlyList<string> sessions)
{
    private const int MostInOneLife = 40;

    public async Task RunAsync(BrokerLife life)
    {
        QueueDescription[] queues = [CrashQueues.Sessions, CrashQueues.Plain, CrashQueues.Counting];
        var senders = queues.Select(queue => life.Client.CreateSender(queue.Name)).ToArray();
        for (var i = 0; i < MostInOneLife && !life.Killed.IsCancellationRequested; i++)
        {
            var which = Random.Shared.Next(queues.Length);
            var session = queues[which].RequiresSession ? sessions[Random.Shared.Next(sessions.Count)] : null;
            var time = PlainSender.Soon(atLeastMilliseconds: 100);
            var batch = Enumerable.Range(0, Random.Shared.Next(1, 4)).Select(_ => LoadMessage.Next(queues[which], session, time)).ToArray();
            await ScheduleAsync(life, senders[which], batch);
        }
    }

    private static async Task ScheduleAsync(BrokerLife life, ServiceBusSender sender, SentMessage[] batch)
    {
        life.Witness.SendRequested(batch);
        var numbers = await life.AskAsync(() =>
            sender.ScheduleMessagesAsync(batch.Select(message => LoadMessage.Encode(message)), batch[0].ScheduledFor!.Value, CancellationToken.None));
        life.Witness.ScheduleAcknowledged(batch, numbers);
        if (Random.Shared.Next(2) == 0)
            await CancelAsync(life, sender, batch[0], numbers[0]);
    }

    private static async Task CancelAsync(BrokerLife life, ServiceBusSender sender, SentMessage message, long number)
    {
        life.Witness.CancelRequested(message);
        try
        {
            await life.AskAsync(() => sender.CancelScheduledMessageAsync(number, CancellationToken.None));
            life.Witness.CancelAcknowledged(message);
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.MessageNotFound)
        {
            life.Witness.CancelRefused(message);
        }
    }
}
