using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Sends large batches without waiting for receivers, so that the store grows.</summary>
internal static class Filler
{
    private const int BatchSize = 60;

    public static async Task RunAsync(BrokerLife life)
    {
        var sender = life.Client.CreateSender(CrashQueues.Plain.Name);
        while (!life.Killed.IsCancellationRequested)
        {
            SentMessage[] batch = [.. Enumerable.Range(0, BatchSize).Select(_ => LoadMessage.Next(CrashQueues.Plain))];
            life.Witness.SendRequested(batch);
            await life.AskAsync(() => sender.SendMessagesAsync(batch.Select(message => LoadMessage.Encode(message)), CancellationToken.None));
            life.Witness.SendAcknowledged(batch);
        }
    }
}
