using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Relay.Functions.Held;
using Relay.Functions.Queue;

namespace Relay.Functions.DeadLetters;

/// <summary>
/// Brings back what reached the dead letters of the queues: in the order of the queue, to the end of its lane, never ahead of
/// it. Each is written to its new place before it leaves the old one; should the second step fail, the lane drops the one that
/// comes twice, for the ledger says that it has ended.
/// </summary>
public sealed partial class DeadLetterSweep(
    QueueNamespaces namespaces, IHeldEnvelopes held, IOptions<DeadLetterOptions> options, TimeProvider clock, ILogger<DeadLetterSweep> logger)
{
    // At most 8 MB of messages in memory, and far fewer than can be settled within the lock of a minute.
    private const int Page = 32;

    // Dead letters that are there come at once; this is how long an empty queue is listened to.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Sweeps all queues of all namespaces; gives how many messages came back.</summary>
    /// <exception cref="ServiceBusException">A queue did not answer or refused; the others were swept. The next run goes on.</exception>
    /// <exception cref="Azure.RequestFailedException">The store of held envelopes did not answer or refused.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var tallies = await Task.WhenAll(
            namespaces.Numbers.SelectMany(_ => Enum.GetValues<EnvelopeClass>(), (number, one) => SweepAsync(namespaces[number], number, QueueNames.Of(one), cancel)));
        return tallies.Sum(tally => tally.Returned);
    }

    private async Task<DeadLetterTally> SweepAsync(ServiceBusClient client, int number, string queue, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var tally = new DeadLetterTally();
        await using var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        await using var sender = client.CreateSender(queue);
        try
        {
            while (tally.Taken < options.Value.MessagesPerSweep && clock.GetElapsedTime(began).TotalSeconds < options.Value.SweepSeconds)
            {
                var page = await receiver.ReceiveMessagesAsync(Math.Min(Page, options.Value.MessagesPerSweep - tally.Taken), Patience, cancel);
                if (page.Count == 0)
                    break;
                await MoveAsync(queue, receiver, sender, [.. page.OrderBy(letter => letter.SequenceNumber)], tally, cancel);
            }
        }
        finally
        {
            Tell(queue, number, tally);
        }

        return tally;
    }

    private async Task MoveAsync(
        string queue, ServiceBusReceiver receiver, ServiceBusSender sender, List<ServiceBusReceivedMessage> letters, DeadLetterTally tally, CancellationToken cancel)
    {
        var done = 0;
        try
        {
            for (; done < letters.Count; done++)
            {
                await WriteAsync(queue, sender, letters[done], tally, cancel);
                await CompleteAsync(receiver, letters[done], tally);
            }
        }
        catch (Exception)
        {
            // What was not reached is free for the next sweep at once: it must not come after what is behind it in its lane.
            foreach (var letter in letters.Skip(done))
                await ReleaseAsync(receiver, letter);
            throw;
        }
    }

    private async Task WriteAsync(string queue, ServiceBusSender sender, ServiceBusReceivedMessage letter, DeadLetterTally tally, CancellationToken cancel)
    {
        switch (DeadLetter.Judge(queue, letter.Body.ToMemory()))
        {
            case DeadLetterVerdict.BringBack:
                await sender.SendMessageAsync(DeadLetter.BringBack(letter), cancel);
                tally.Return(DeadLetter.Returns(letter) + 1, options.Value.AlarmingReturns);
                break;
            case DeadLetterVerdict.Keep:
                await held.KeepUnreadableAsync(queue, letter.SequenceNumber, letter.Body.ToMemory(), cancel);
                tally.Kept++;
                break;
            default:
                tally.Dropped++;
                break;
        }
    }

    private static async Task CompleteAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage letter, DeadLetterTally tally)
    {
        try
        {
            // Not cancelled: it is in its new place already.
            await receiver.CompleteMessageAsync(letter, CancellationToken.None);
        }
        catch (ServiceBusException lost) when (lost.Reason == ServiceBusFailureReason.MessageLockLost)
        {
            tally.Doubled++;
        }
    }

    private async Task ReleaseAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage letter)
    {
        try
        {
            await receiver.AbandonMessageAsync(letter, cancellationToken: CancellationToken.None);
        }
        catch (ServiceBusException failure)
        {
            // The lock runs out by itself; what broke the sweep is thrown.
            Log.NotReleased(logger, letter.SequenceNumber, failure.Reason);
        }
    }

    private void Tell(string queue, int number, DeadLetterTally tally)
    {
        if (tally.Taken > 0)
            Log.Swept(logger, queue, number, tally.Returned, tally.Kept, tally.Dropped, tally.Doubled);
        if (tally.Alarming > 0)
            Log.ComesAgain(logger, tally.Alarming, queue, number, tally.MostReturns);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6100, Level = LogLevel.Warning,
            Message = "Dead letters of {Queue} in namespace {Namespace}: {Returned} were brought back, {Kept} cannot be read and are kept, {Dropped} alarms were dropped, {Doubled} may come twice")]
        public static partial void Swept(ILogger logger, string queue, int @namespace, int returned, int kept, int dropped, int doubled);

        [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "{Messages} messages of {Queue} in namespace {Namespace} come back again and again, one for the {Returns}th time")]
        public static partial void ComesAgain(ILogger logger, int messages, string queue, int @namespace, int returns);

        [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "Dead letter {SequenceNumber} could not be released ({Reason}); its lock runs out by itself")]
        public static partial void NotReleased(ILogger logger, long sequenceNumber, ServiceBusFailureReason reason);
    }
}
