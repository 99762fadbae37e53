using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace Relay.Functions.Storage;

/// <summary>Tells failures of stores and queue that pass by themselves from those that do not.</summary>
public static class StoreFailures
{
    /// <summary>
    /// Whether trying again can help. The SDK gives an AggregateException after its own retries, status 0 when there was no
    /// answer at all, and a cancelled operation, which nobody cancelled, when the answer took too long.
    /// </summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        RequestFailedException answer => answer.Status is 0 or 408 or 429 or >= 500,
        ServiceBusException queue => queue.IsTransient || queue.Reason == ServiceBusFailureReason.ServiceCommunicationProblem,
        AggregateException several => several.InnerExceptions.All(IsPassing),
        AuthenticationFailedException and not CredentialUnavailableException => true,
        HttpRequestException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException or IOException => true,
        _ => false,
    };
}
