using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

internal sealed class JavaScriptSender(RemoteObject remote) : IBusSender
{
    public Task SendAsync(params IReadOnlyList<OutgoingMessage> messages) =>
        remote.AskAsync("send", new JsonObject { ["messages"] = JavaScriptMessages.Write(messages) });

    public async Task<IMessageBatch> CreateBatchAsync(long? maxBytes = null)
    {
        var batch = await remote.AskAsync("batch", new JsonObject { ["maxBytes"] = maxBytes });
        return new Batch(remote, remote.Other(batch!["handle"]!), (long)batch["handle"]!, (long)batch["maxBytes"]!);
    }

    public async Task<IReadOnlyList<long>> ScheduleAsync(DateTimeOffset at, params IReadOnlyList<OutgoingMessage> messages)
    {
        var numbers = await remote.AskAsync("schedule", new JsonObject { ["at"] = at.ToString("O"), ["messages"] = JavaScriptMessages.Write(messages) });
        return [.. numbers!.AsArray().Select(number => (long)number!)];
    }

    public Task CancelAsync(params IReadOnlyList<long> sequenceNumbers) =>
        remote.AskAsync("cancel", new JsonObject { ["sequenceNumbers"] = JavaScriptMessages.Numbers(sequenceNumbers) });

    public Task CloseAsync() => remote.AskAsync("close");

    private sealed class Batch(RemoteObject sender, RemoteObject batch, long handle, long maxBytes) : IMessageBatch
    {
        public long MaxBytes => maxBytes;

        public async Task<bool> TryAddAsync(OutgoingMessage message) =>
            (bool)(await batch.AskAsync("tryAdd", new JsonObject { ["message"] = JavaScriptMessages.Write(message) }))!;

        public Task SendAsync() => sender.AskAsync("sendBatch", new JsonObject { ["batch"] = handle });
    }
}
