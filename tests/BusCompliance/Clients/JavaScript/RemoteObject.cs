using System.Text.Json.Nodes;

namespace Relay.Local.Bus.Compliance.Clients.JavaScript;

/// <summary>An object of the JavaScript client, kept in the Node process under a number.</summary>
internal sealed class RemoteObject(NodeProcess node, JsonNode handle)
{
    private readonly long _handle = (long)handle;

    public RemoteObject Other(JsonNode other) => new(node, other);

    public async Task<RemoteObject> MakeAsync(string operation, JsonObject? arguments = null) =>
        new(node, (await AskAsync(operation, arguments))!);

    public Task<JsonNode?> AskAsync(string operation, JsonObject? arguments = null)
    {
        var request = arguments ?? [];
        request["on"] = _handle;
        return node.AskAsync(operation, request);
    }
}
