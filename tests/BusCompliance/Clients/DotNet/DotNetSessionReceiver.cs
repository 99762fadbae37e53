using Azure.Messaging.ServiceBus;
using static Relay.Local.Bus.Compliance.Clients.DotNet.DotNetFailures;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

internal sealed class DotNetSessionReceiver(ServiceBusSessionReceiver receiver) : DotNetReceiver(receiver), ISessionReceiver
{
    private readonly ServiceBusSessionReceiver _receiver = receiver;

    public string SessionId => _receiver.SessionId;

    public DateTimeOffset LockedUntil => _receiver.SessionLockedUntil;

    public Task<byte[]?> GetStateAsync() => TellAsync(async () => (await _receiver.GetSessionStateAsync())?.ToArray());

    public Task SetStateAsync(byte[]? state) =>
        TellAsync(() => _receiver.SetSessionStateAsync(state is null ? null : BinaryData.FromBytes(state)));

    public Task<DateTimeOffset> RenewSessionAsync() => TellAsync(async () =>
    {
        await _receiver.RenewSessionLockAsync();
        return _receiver.SessionLockedUntil;
    });
}
