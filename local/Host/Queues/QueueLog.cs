using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Host.Queues;

/// <summary>Faults that the Service Bus client reports and mends by itself.</summary>
internal static partial class QueueLog
{
    public static Task ReportAsync(ILogger logger, string function, ProcessErrorEventArgs fault)
    {
        if (fault.Exception is not OperationCanceledException)
            LogFault(logger, fault.Exception, function, fault.ErrorSource);
        return Task.CompletedTask;
    }

    [LoggerMessage(1301, LogLevel.Warning, "Service Bus fault in the trigger of {Function}, at {Source}.")]
    private static partial void LogFault(ILogger logger, Exception exception, string function, ServiceBusErrorSource source);

    [LoggerMessage(1302, LogLevel.Warning, "A batch of {Function} could not be settled and will come again.")]
    public static partial void LogUnsettled(ILogger logger, Exception exception, string function);
}
