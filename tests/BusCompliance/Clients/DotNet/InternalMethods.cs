using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>Requests that this version of the client can make, but keeps internal.</summary>
internal static class InternalMethods
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "DeleteMessagesAsync")]
    public static extern Task<int> DeleteAsync(ServiceBusReceiver receiver, int count, DateTimeOffset? before, CancellationToken ct);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "PurgeMessagesAsync")]
    public static extern Task<int> PurgeAsync(ServiceBusReceiver receiver, DateTimeOffset? before, CancellationToken ct);
}
