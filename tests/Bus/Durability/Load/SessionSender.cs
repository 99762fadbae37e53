using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>
/// Sends to some sessions of the queue with duplicate detection, one request at a time in each. What had no answer is
/// sent again with the same ids before anything else; now and then what had one is sent again too.
/// </summary>
internal sealed class SessionSender(IReadOnlyList<string> sessions)
{
    private const int Remembered = 64;

    private readonly Dictionary<string, IReadOnlyList<SentMessage>> _unanswered = [];
    private readonly Queue<SentMessage> _recent = [];

    public async Task RunAsync(BrokerLife life)
    {
        var sender = life.Client.CreateSender(CrashQueues.Sessions.Name);
        foreach (var (session, batch) in _unanswered.ToArray())
            await SendAsync(life, sender, session, batch);
        while (!life.Killed.IsCancellationRequested)
        {
            var session = sessions[Random.Shared.Next(sessions.Count)];
            await SendAsync(life, sender, session, await NextAsync(life, session));
        }
    }

    private async Task<IReadOnlyList<SentMessage>> NextAsync(BrokerLife life, string session)
    {
        var batch = new List<SentMessage>();
        for (var count = Random.Shared.Next(1, 6); count > 0; count--)
        {
            await life.RoomAsync();
            batch.Add(LoadMessage.Next(CrashQueues.Sessions, session));
        }
        if (_recent.Count > 0 && Random.Shared.Next(10) == 0)
            batch.Insert(Random.Shared.Next(batch.Count + 1), _recent.ElementAt(Random.Shared.Next(_recent.Count)));
        return batch;
    }

    private async Task SendAsync(BrokerLife life, ServiceBusSender sender, string session, IReadOnlyList<SentMessage> batch)
    {
        _unanswered[session] = batch;
        life.Witness.SendRequested(batch);
        var attempts = Random.Shared.Next(20) == 0 ? 2 : 1;
        // Two requests with the same ids may be under way at once: the second is a duplicate of what is not yet committed.
        await Task.WhenAll(Enumerable.Range(0, attempts).Select(async _ =>
        {
            await life.AskAsync(() => sender.SendMessagesAsync(batch.Select(message => LoadMessage.Encode(message)), CancellationToken.None));
            life.Witness.SendAcknowledged(batch);
        }));
        _unanswered.Remove(session);
        foreach (var message in batch)
            _recent.Enqueue(message);
        while (_recent.Count > Remembered)
            _recent.Dequeue();
    }
}
