using System.Text.Json.Nodes;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests.Examples;

/// <summary>The partners of the story, under the names that it gives them, and the operator.</summary>
internal sealed class StoryPartners : IAsyncDisposable
{
    private readonly Dictionary<string, TestPartner> _partners = [];
    private readonly SigningKey _operator;

    private StoryPartners(LocalStack stack) => _operator = stack.Identity.OperatorKey();

    public TestPartner Instagram => _partners["instagram"];

    public TestPartner Whatsapp => _partners["whatsapp"];

    public static async Task<StoryPartners> StartAsync(LocalStack stack)
    {
        var partners = new StoryPartners(stack);
        foreach (var name in new[] { "instagram", "whatsapp", "haiket" })
            partners._partners[name] = await TestPartner.UnregisteredAsync(stack, name);
        return partners;
    }

    /// <summary>The key of a signer of the story.</summary>
    public SigningKey KeyOf(string signer) => signer == "operator" ? _operator : _partners[signer].Key;

    /// <summary>What an operator is told of each partner.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> Values => _partners.SelectMany(named =>
    {
        var (name, partner) = named;
        var key = partner.Key.Public.ToJwk();
        return new Dictionary<string, JsonNode>
        {
            [name + ".x"] = key.X,
            [name + ".y"] = key.Y!,
            [name + ".endpoint"] = $"http://127.0.0.1:{partner.Port}/relay",
            [name + ".events-endpoint"] = $"http://127.0.0.1:{partner.Port}/events",
        };
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var partner in _partners.Values)
            await partner.DisposeAsync();
        _operator.Dispose();
    }
}
