using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>
/// Queues the packs of a request. Packs for one queue share a transfer as far as its size allows: a transfer costs the program
/// more than the pack in it. Of a lane, nothing passes a pack that failed. A namespace that does not answer is not waited for by all.
/// </summary>
internal sealed partial class PackSender(EnvelopeQueue queue, ClaimedBodies claimed, IOptions<AcceptOptions> options, TimeProvider clock, ILogger<PackSender> logger)
{
    // What a message's properties and framing add to its body within a transfer, rounded up.
    private const int MessageOverhead = 512;

    private readonly int _transferLimit = options.Value.PackedMessageBytes;
    private readonly TimeSpan _longestSend = TimeSpan.FromSeconds(options.Value.SendSeconds);
    private readonly NamespaceRest _rest = new(TimeSpan.FromSeconds(options.Value.QueueRestSeconds), TimeSpan.FromSeconds(options.Value.QueueSlowSeconds), clock);

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
        try
        {
            var messages = new OutgoingMessage[transfer.Count];
            for (var i = 0; i < messages.Length; i++)
                messages[i] = await PrepareAsync(transfer[i], cancel);
            if (!await TrySendAsync(messages, cancel))
                return false;
            transfer.ForEach(pack => pack.IsQueued = true);
            return true;
        }
        catch (Exception failure) when (failure is ServiceBusException or RequestFailedException or AuthenticationFailedException or AggregateException or TimeoutException or OperationCanceledException)
        {
            Log.Unavailable(logger, transfer.Count, transfer.Sum(pack => pack.Members.Count), failure);
            return false;
        }
    }

    // False where the namespace rests: those that do wait for it log why. A request that waited would keep what it has for other namespaces
    // waiting, and one of its sender's places.
    private async Task<bool> TrySendAsync(OutgoingMessage[] messages, CancellationToken cancel)
    {
        var number = messages[0].Lane.Namespace;
        if (_rest.Enter(number) is not { } entered)
            return false;

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(_longestSend);
        var outcome = SendOutcome.Answered;
        try
        {
            await queue.SendAsync(messages, bound.Token);
            return true;
        }
        catch (Exception failure)
        {
            outcome = cancel.IsCancellationRequested ? SendOutcome.Left : OutcomeOf(failure);
            throw;
        }
        finally
        {
            _rest.Leave(number, entered, outcome);
        }
    }

    // One that is busy, full or gone has said so.
    private static SendOutcome OutcomeOf(Exception failure) => failure is ServiceBusException
    {
        Reason: not (ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.GeneralError),
    }
        ? SendOutcome.Answered
        : SendOutcome.Silent;

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
