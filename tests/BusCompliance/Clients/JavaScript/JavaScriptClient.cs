using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

/// <summary>The JavaScript client, told to fail at once instead of trying again.</summary>
internal sealed class JavaScriptClient : IBusClient
{
    private readonly RemoteObject _remote;

    private JavaScriptClient(RemoteObject remote) => _remote = remote;

    public static async Task<IBusClient> OpenAsync(NodeProcess node, string connectionString, TimeSpan patience)
    {
        var handle = await node.AskAsync("open", new JsonObject
        {
            ["connectionString"] = connectionString,
            ["patience"] = (long)patience.TotalMilliseconds,
        });
        return new JavaScriptClient(new RemoteObject(node, handle!));
    }

    public async Task<IBusSender> CreateSenderAsync(string queue) =>
        new JavaScriptSender(await _remote.MakeAsync("sender", new JsonObject { ["queue"] = queue }));

    public async Task<IBusReceiver> CreateReceiverAsync(string queue, ReceiverSettings settings) =>
        new JavaScriptReceiver(await _remote.MakeAsync("receiver", Arguments(queue, settings)));

    public async Task<ISessionReceiver> AcceptSessionAsync(string queue, string? sessionId, ReceiverSettings settings)
    {
        var arguments = Arguments(queue, settings);
        arguments["sessionId"] = sessionId;
        var session = await _remote.AskAsync("session", arguments);
        return new JavaScriptSessionReceiver(_remote.Other(session!["handle"]!), (string)session["sessionId"]!, (DateTimeOffset)session["lockedUntil"]!);
    }

    public async Task<IProcessor> ProcessAsync(string queue, ProcessorSettings settings) => new Processor(
        await _remote.MakeAsync(settings.Sessions is null ? "subscribe" : "subscribeSessions", new JsonObject
        {
            ["queue"] = queue,
            ["concurrency"] = settings.Concurrency,
            ["failOn"] = settings.FailOn,
            ["sessions"] = new JsonArray([.. (settings.Sessions ?? []).Select(id => JsonValue.Create(id))]),
        }));

    public async Task<IReadOnlyList<string>> ListSessionsAsync(string queue, DateTimeOffset? since)
    {
        var ids = await _remote.AskAsync("listSessions", new JsonObject { ["queue"] = queue, ["since"] = since });
        return [.. ids!.AsArray().Select(id => (string)id!)];
    }

    public async ValueTask DisposeAsync() => await _remote.AskAsync("close");

    private static JsonObject Arguments(string queue, ReceiverSettings settings) => new()
    {
        ["queue"] = queue,
        ["receiveAndDelete"] = settings.ReceiveAndDelete,
        ["deadLetters"] = settings.DeadLetters,
    };

    private sealed class Processor(RemoteObject remote) : IProcessor
    {
        public async Task<IReadOnlyList<(string Session, string Text)>> SeenAsync() =>
            [.. (await remote.AskAsync("seen"))!.AsArray().Select(item => ((string)item!["session"]!, (string)item["text"]!))];

        public Task StopAsync() => remote.AskAsync("close");
    }
}
