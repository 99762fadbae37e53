using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>Turns the .NET client's exceptions into failures.</summary>
internal static class DotNetFailures
{
    public static async Task<T> TellAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (ReasonOf(e) is { } reason)
        {
            throw new BusFailureException(reason, e.Message, e);
        }
    }

    public static Task TellAsync(Func<Task> act) => TellAsync(async () =>
    {
        await act();
        return true;
    });

    private static Failure? ReasonOf(Exception e) => e switch
    {
        ServiceBusException failure => failure.Reason switch
        {
            ServiceBusFailureReason.MessageLockLost => Failure.MessageLockLost,
            ServiceBusFailureReason.SessionLockLost => Failure.SessionLockLost,
            ServiceBusFailureReason.SessionCannotBeLocked => Failure.SessionCannotBeLocked,
            ServiceBusFailureReason.MessageNotFound => Failure.MessageNotFound,
            ServiceBusFailureReason.MessagingEntityNotFound => Failure.MessagingEntityNotFound,
            ServiceBusFailureReason.MessageSizeExceeded => Failure.MessageSizeExceeded,
            ServiceBusFailureReason.QuotaExceeded => Failure.QuotaExceeded,
            ServiceBusFailureReason.ServiceTimeout => Failure.ServiceTimeout,
            ServiceBusFailureReason.ServiceCommunicationProblem => Failure.Communication,
            _ => Failure.General,
        },
        ObjectDisposedException => Failure.Closed,
        UnauthorizedAccessException => Failure.Unauthorized,
        NotSupportedException => Failure.NotSupported,
        InvalidOperationException => Failure.InvalidOperation,
        ArgumentException => Failure.InvalidArgument,
        _ => null,
    };
}
