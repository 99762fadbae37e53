using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

internal sealed class JavaScriptSessionReceiver(RemoteObject remote, string sessionId, DateTimeOffset lockedUntil)
    : JavaScriptReceiver(remote), ISessionReceiver
{
    private readonly RemoteObject _remote = remote;

    public string SessionId => sessionId;

    public DateTimeOffset LockedUntil { get; private set; } = lockedUntil;

    public async Task<byte[]?> GetStateAsync() =>
        (string?)await _remote.AskAsync("getState") is { } state ? Convert.FromBase64String(state) : null;

    public Task SetStateAsync(byte[]? state) =>
        _remote.AskAsync("setState", new JsonObject { ["state"] = state is null ? null : Convert.ToBase64String(state) });

    public async Task<DateTimeOffset> RenewSessionAsync() => LockedUntil = (DateTimeOffset)(await _remote.AskAsync("renewSession"))!;
}
