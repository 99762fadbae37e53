using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>cardinality one without sessions: calls side by side, the lock renewed while the program works.</summary>
internal sealed class MessageTrigger(
    QueueFunction function, ServiceBusSettings settings, ServiceBusClient client, Invoker invoker, TimeProvider clock, ILogger logger) : ITrigger
{
    public string Function => function.Name;

    public async Task RunAsync(CancellationToken cancel)
    {
        // What a program left when it went down. Given back while the receiver stops, it could be handed to that receiver once more, and
        // would lie there until its lock ends.
        var left = new ConcurrentQueue<ServiceBusReceivedMessage>();
        await using var processor = client.CreateProcessor(function.Queue, new ServiceBusProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxConcurrentCalls = settings.MaxConcurrentCalls,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            PrefetchCount = settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += args => HandleAsync(args, left, cancel);
        processor.ProcessErrorAsync += fault => QueueLog.ReportAsync(logger, function.Name, fault);
        await processor.StartProcessingAsync(cancel);
        await cancel.WhenCancelledAsync();
        await processor.StopProcessingAsync(CancellationToken.None);
        await GiveBackAsync(left);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HandleAsync(ProcessMessageEventArgs args, ConcurrentQueue<ServiceBusReceivedMessage> left, CancellationToken cancel)
    {
        var outcome = await invoker.InvokeAsync(function.Name, MessagePayload.Single(function, args.Message, clock));
        if (outcome == InvocationOutcome.Completed)
            await args.CompleteMessageAsync(args.Message, CancellationToken.None);
        else if (outcome is InvocationOutcome.ProgramGone or InvocationOutcome.TimedOut && await StopsAsync(cancel))
            left.Enqueue(args.Message);
        else
            await args.AbandonMessageAsync(args.Message, cancellationToken: CancellationToken.None);
    }

    // A program that was killed is down a moment later, and then this trigger stops.
    private static async Task<bool> StopsAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Invoker.Grace);
        await limit.Token.WhenCancelledAsync();
        return cancel.IsCancellationRequested;
    }

    private async Task GiveBackAsync(ConcurrentQueue<ServiceBusReceivedMessage> left)
    {
        if (left.IsEmpty)
            return;

        await using var receiver = client.CreateReceiver(function.Queue);
        foreach (var message in left)
        {
            try
            {
                await receiver.AbandonMessageAsync(message);
            }
            catch (ServiceBusException fault)
            {
                // Such as a lock that ran out meanwhile: then it is given back already.
                QueueLog.LogUnsettled(logger, fault, function.Name);
            }
        }
    }
}
