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
        await using var processor = client.CreateProcessor(function.Queue, new ServiceBusProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxConcurrentCalls = settings.MaxConcurrentCalls,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            PrefetchCount = settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += HandleAsync;
        processor.ProcessErrorAsync += fault => QueueLog.ReportAsync(logger, function.Name, fault);
        await processor.StartProcessingAsync(cancel);
        await cancel.WhenCancelledAsync();
        await processor.StopProcessingAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HandleAsync(ProcessMessageEventArgs args)
    {
        var outcome = await invoker.InvokeAsync(function.Name, MessagePayload.Single(function, args.Message, clock));
        if (outcome == InvocationOutcome.Completed)
            await args.CompleteMessageAsync(args.Message, CancellationToken.None);
        else
            await args.AbandonMessageAsync(args.Message, cancellationToken: CancellationToken.None);
    }
}
