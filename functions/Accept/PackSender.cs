using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>
/// Queues the packs of a request. Packs for one queue share a transfer as far as its size allows: a transfer costs the program
/// more than the pack in it. Of a lane, nothing passes a pack that failed.
/// </summary>
internal sealed partial class PackSender(EnvelopeQueue queue, ClaimedBodies claimed, IOptions<AcceptOptions> options, ILogger<PackSender> logger)
{
    // What a message's properties and framing add to its body within a transfer, rounded up.
    private const int MessageOverhead = 512;

    private readonly int _transferLimit = options.Value.PackedMessageBytes;
    private readonly TimeSpan _longestSend = TimeSpan.FromSeconds(options.Value.SendSeconds);

    /// <summary>Sends packs, those of a lane in the given order, and marks those that the queue has acknowledged.</summary>
    public Task SendAsync(IReadOnlyList<LanePack> packs, CancellationToken cancel) =>
        packs.Count == 1 ? SendToQueueAsync(packs, cancel) : Task.WhenAll(packs.GroupBy(pack => EnvelopeQueue.QueueOf(pack.Lane)).Select(ofQueue => SendToQueueAsync(ofQueue, cancel)));

    private async Task SendToQueueAsync(IEnumerable<LanePack> packs, CancellationToken cancel)
    {
        var failed = new HashSet<Lane>();
        foreach (var transfer in Transfers(packs))
        {
            transfer.RemoveAll(pack => failed.Contains(pack.Lane));
            if (transfer.Count > 0 && !await TrySendAsync(transfer, cancel))
                failed.UnionWith(transfer.Select(pack => pack.Lane));
        }
    }

    private IEnumerable<List<LanePack>> Transfers(IEnumerable<LanePack> packs)
    {
        var transfer = new List<LanePack>();
        var length = 0;
        foreach (var pack in packs)
        {
            var needed = Math.Min(pack.Length, _transferLimit) + MessageOverhead;
            if (transfer.Count > 0 && length + needed > _transferLimit)
            {
                yield return transfer;
                transfer = [];
                length = 0;
            }

            transfer.Add(pack);
            length += needed;
        }

        if (transfer.Count > 0)
            yield return transfer;
    }

    private async Task<bool> TrySendAsync(List<LanePack> transfer, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(_longestSend);
        try
        {
            var messages = new OutgoingMessage[transfer.Count];
            for (var i = 0; i < messages.Length; i++)
                messages[i] = await PrepareAsync(transfer[i], cancel);
            await queue.SendAsync(messages, bound.Token);
            transfer.ForEach(pack => pack.IsQueued = true);
            return true;
        }
        catch (Exception failure) when (failure is ServiceBusException or RequestFailedException or AuthenticationFailedException or AggregateException or TimeoutException or OperationCanceledException)
        {
            Log.Unavailable(logger, transfer.Count, transfer.Sum(pack => pack.Members.Count), failure);
            return false;
        }
    }

    private async ValueTask<OutgoingMessage> PrepareAsync(LanePack pack, CancellationToken cancel)
    {
        var (messageId, body) = pack.Seal();
        if (body.Length <= _transferLimit)
            return new OutgoingMessage(pack.Lane, messageId, body);

        var name = await claimed.StoreAsync(messageId, body, cancel);
        return new OutgoingMessage(pack.Lane, messageId, pack.ClaimCheck(messageId, name));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2000, Level = LogLevel.Warning, Message = "{Lanes} lanes could not be queued to; {Envelopes} envelopes were answered unavailable")]
        public static partial void Unavailable(ILogger logger, int lanes, int envelopes, Exception failure);
    }
}
