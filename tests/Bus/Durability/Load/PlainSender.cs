using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Sends to a queue without sessions, single messages and batches, some of them annotated with a time. Nothing is sent twice.</summary>
internal sealed class PlainSender(QueueDescription queue)
{
    private const int LongestDelayMilliseconds = 1200;

    public async Task RunAsync(BrokerLife life)
    {
        var sender = life.Client.CreateSender(queue.Name);
        while (!life.Killed.IsCancellationRequested)
        {
            var batch = new List<SentMessage>();
            for (var count = Random.Shared.Next(1, 8); count > 0; count--)
            {
                await life.RoomAsync();
                batch.Add(LoadMessage.Next(queue, scheduledFor: Random.Shared.Next(12) == 0 ? Soon() : null));
            }
            life.Witness.SendRequested(batch);
            await life.AskAsync(() => sender.SendMessagesAsync(
                batch.Select(message => LoadMessage.Encode(message, annotated: message.ScheduledFor is not null)), CancellationToken.None));
            life.Witness.SendAcknowledged(batch);
        }
    }

    /// <summary>A time within the next lives of the broker, in whole milliseconds.</summary>
    public static DateTimeOffset Soon(int atLeastMilliseconds = 10) =>
        DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + Random.Shared.Next(atLeastMilliseconds, LongestDelayMilliseconds));
}
