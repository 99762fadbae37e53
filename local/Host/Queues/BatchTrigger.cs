using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.App;
using Relay.Local.Host.Invocation;

namespace Relay.Local.Host.Queues;

/// <summary>
/// cardinality many: one batch, of one session where there are sessions, at a time. Locks are not renewed, and a failure abandons
/// the whole batch: both as under the Functions host.
/// </summary>
internal sealed class BatchTrigger(
    QueueFunction function, ServiceBusSettings settings, ServiceBusClient client, Invoker invoker, TimeProvider clock, ILogger logger) : ITrigger
{
    private static readonly TimeSpan SdkTryTimeout = TimeSpan.FromSeconds(60);

    public string Function => function.Name;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await using var receiver = await OpenAsync(cancel);
            if (receiver is null)
                continue;
            while (await ReceiveAndHandleAsync(receiver, cancel) || !function.Sessions)
                cancel.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ServiceBusReceiver?> OpenAsync(CancellationToken cancel)
    {
        if (!function.Sessions)
            return client.CreateReceiver(function.Queue, new ServiceBusReceiverOptions { PrefetchCount = settings.PrefetchCount });
        try
        {
            return await client.AcceptNextSessionAsync(
                function.Queue, new ServiceBusSessionReceiverOptions { PrefetchCount = settings.PrefetchCount }, cancel);
        }
        catch (ServiceBusException fault) when (fault.Reason == ServiceBusFailureReason.ServiceTimeout)
        {
            // No session had a message.
            return null;
        }
    }

    private async Task<bool> ReceiveAndHandleAsync(ServiceBusReceiver receiver, CancellationToken cancel)
    {
        var wait = function.Sessions ? settings.SessionIdleTimeout ?? SdkTryTimeout : SdkTryTimeout;
        var messages = await receiver.ReceiveMessagesAsync(settings.MaxMessageBatchSize, wait, cancel);
        if (messages.Count == 0)
            return false;
        var outcome = await invoker.InvokeAsync(function.Name, MessagePayload.Batch(function, messages, clock));
        try
        {
            foreach (var message in messages)
            {
                if (outcome == InvocationOutcome.Completed)
                    await receiver.CompleteMessageAsync(message, CancellationToken.None);
                else
                    await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
            }
        }
        catch (ServiceBusException fault)
        {
            // Such as a lock that ran out while the program worked. A lost session lock needs a new receiver.
            QueueLog.LogUnsettled(logger, fault, function.Name);
            return !function.Sessions;
        }

        return true;
    }
}
