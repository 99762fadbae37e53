using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

internal class JavaScriptReceiver(RemoteObject remote) : IBusReceiver
{
    public async Task<IReadOnlyList<IncomingMessage>> ReceiveAsync(int count, TimeSpan wait) => JavaScriptMessages.Read(
        await remote.AskAsync("receive", new JsonObject { ["count"] = count, ["wait"] = (long)wait.TotalMilliseconds }));

    public async Task<IReadOnlyList<IncomingMessage>> ReceiveDeferredAsync(params IReadOnlyList<long> sequenceNumbers) => JavaScriptMessages.Read(
        await remote.AskAsync("receiveDeferred", new JsonObject { ["sequenceNumbers"] = JavaScriptMessages.Numbers(sequenceNumbers) }));

    public async Task<IReadOnlyList<IncomingMessage>> PeekAsync(int count, long? from = null) => JavaScriptMessages.Read(
        await remote.AskAsync("peek", new JsonObject { ["count"] = count, ["from"] = from }));

    public Task CompleteAsync(IncomingMessage message) => SettleAsync("complete", message);

    public Task AbandonAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null) =>
        SettleAsync("abandon", message, new JsonObject { ["changes"] = JavaScriptMessages.Write(changes) });

    public Task DeferAsync(IncomingMessage message, IReadOnlyDictionary<string, object?>? changes = null) =>
        SettleAsync("defer", message, new JsonObject { ["changes"] = JavaScriptMessages.Write(changes) });

    public Task DeadLetterAsync(IncomingMessage message, DeadLettering why) => SettleAsync("deadLetter", message, new JsonObject
    {
        ["reason"] = why.Reason,
        ["description"] = why.Description,
        ["changes"] = JavaScriptMessages.Write(why.Changes),
    });

    public async Task<DateTimeOffset> RenewAsync(IncomingMessage message) => (DateTimeOffset)(await SettleAsync("renew", message))!;

    public Task<int> DeleteAsync(int count, DateTimeOffset? before = null) => throw Missing();

    public Task<int> PurgeAsync(DateTimeOffset? before = null) => throw Missing();

    public Task CloseAsync() => remote.AskAsync("close");

    private Task<JsonNode?> SettleAsync(string operation, IncomingMessage message, JsonObject? arguments = null)
    {
        var request = arguments ?? [];
        request["message"] = (long)message.Handle;
        return remote.AskAsync(operation, request);
    }

    private static NotSupportedException Missing() => new("This version of the client does not delete messages unseen.");
}
