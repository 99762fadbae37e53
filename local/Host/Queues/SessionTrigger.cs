using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>cardinality one with sessions: so many sessions side by side, one call a session, the session lock renewed.</summary>
internal sealed class SessionTrigger(
    QueueFunction function, ServiceBusSettings settings, ServiceBusClient client, Invoker invoker, TimeProvider clock, ILogger logger) : ITrigger
{
    public string Function => function.Name;

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var processor = client.CreateSessionProcessor(function.Queue, new ServiceBusSessionProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxConcurrentSessions = settings.MaxConcurrentSessions,
            MaxConcurrentCallsPerSession = 1,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            SessionIdleTimeout = settings.SessionIdleTimeout,
            PrefetchCount = settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += HandleAsync;
        processor.ProcessErrorAsync += fault => QueueLog.ReportAsync(logger, function.Name, fault);
        await processor.StartProcessingAsync(cancel);
        await cancel.WhenCancelledAsync();
        await processor.StopProcessingAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HandleAsync(ProcessSessionMessageEventArgs args)
    {
        var outcome = await invoker.InvokeAsync(function.Name, MessagePayload.Single(function, args.Message, clock));
        if (outcome == InvocationOutcome.Completed)
            await args.CompleteMessageAsync(args.Message, CancellationToken.None);
        else
            await args.AbandonMessageAsync(args.Message, cancellationToken: CancellationToken.None);
    }
}
