using Azure.Messaging.ServiceBus;
using static Relay.Local.Bus.Compliance.Clients.DotNet.DotNetFailures;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

internal class DotNetReceiver(ServiceBusReceiver receiver) : IBusReceiver
{
    public Task<IReadOnlyList<IncomingMessage>> ReceiveAsync(int count, TimeSpan wait) => TellAsync<IReadOnlyList<IncomingMessage>>(async () =>
        [.. (await receiver.ReceiveMessagesAsync(count, wait)).Select(DotNetMessages.Read)]);

    public Task<IReadOnlyList<IncomingMessage>> ReceiveDeferredAsync(params IReadOnlyList<long> sequenceNumbers) =>
        TellAsync<IReadOnlyList<IncomingMessage>>(async () =>
            [.. (await receiver.ReceiveDeferredMessagesAsync(sequenceNumbers)).Select(DotNetMessages.Read)]);

    public Task<IReadOnlyList<IncomingMessage>> PeekAsync(int count, long? from = null) => TellAsync<IReadOnlyList<IncomingMessage>>(async () =>
        [.. (await receiver.PeekMessagesAsync(count, from)).Select(DotNetMessages.Read)]);

    public Task CompleteAsync(IncomingMessage message) => TellAsync(() => receiver.CompleteMessageAsync(Handle(message)));

    public Task AbandonAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null) =>
        TellAsync(() => receiver.AbandonMessageAsync(Handle(message), Changes(changes)));

    public Task DeferAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null) =>
        TellAsync(() => receiver.DeferMessageAsync(Handle(message), Changes(changes)));

    public Task DeadLetterAsync(IncomingMessage message, DeadLettering why) =>
        TellAsync(() => Changes(why.Changes) is { } changes
            ? receiver.DeadLetterMessageAsync(Handle(message), changes, why.Reason, why.Description)
            : receiver.DeadLetterMessageAsync(Handle(message), why.Reason, why.Description));

    public Task<DateTimeOffset> RenewAsync(IncomingMessage message) => TellAsync(async () =>
    {
        await receiver.RenewMessageLockAsync(Handle(message));
        return Handle(message).LockedUntil;
    });

    public Task<int> DeleteAsync(int count, DateTimeOffset? before = null) =>
        TellAsync(() => InternalMethods.DeleteAsync(receiver, count, before, default));

    public Task<int> PurgeAsync(DateTimeOffset? before = null) =>
        TellAsync(() => InternalMethods.PurgeAsync(receiver, before, default));

    public Task CloseAsync() => receiver.CloseAsync();

    private static ServiceBusReceivedMessage Handle(IncomingMessage message) => (ServiceBusReceivedMessage)message.Handle;

    private static Dictionary<string, object?>? Changes(IReadOnlyDictionary<string, object?>? changes) =>
        changes?.ToDictionary(pair => pair.Key, pair => pair.Value);
}
