using System.Text.Json.Nodes;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests.Examples;

/// <summary>The partners of the story, under the names that it gives them, and the operator.</summary>
internal sealed class StoryPartners : IAsyncDisposable
{
    private const string Newcomer = "birdychat";

    private readonly Dictionary<string, TestPartner> _partners = [];
    private readonly string _authority;
    private readonly SigningKey _operator;
    private readonly SigningKey _next = SigningKey.CreateEd25519(Newcomer + "-2");

    private StoryPartners(LocalStack stack) => (_authority, _operator) = (stack.Authority, stack.Identity.OperatorKey());

    public TestPartner Instagram => _partners["instagram"];

    public TestPartner Whatsapp => _partners["whatsapp"];

    public static async Task<StoryPartners> StartAsync(LocalStack stack)
    {
        var partners = new StoryPartners(stack);
        foreach (var name in new[] { "instagram", "whatsapp", "haiket", Newcomer })
            partners._partners[name] = await TestPartner.UnregisteredAsync(stack, name);
        return partners;
    }

    /// <summary>The key of a signer of the story: an operator, a partner, or a partner by the key that it has added.</summary>
    public SigningKey KeyOf(string signer) => signer == "operator" ? _operator : signer == _next.KeyId ? _next : _partners[signer].Key;

    /// <summary>The proof that the newcomer holds the key that it adds.</summary>
    public string ProofOfNextKey(DateTimeOffset at) => KeyPossession.Sign(_next, _authority, Newcomer, at);

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
    }).Concat(new Dictionary<string, JsonNode>
    {
        [Newcomer + ".next-x"] = _next.Public.ToJwk().X,
        [Newcomer + ".next-thumbprint"] = KeyThumbprint.Of(_next.Public.ToJwk()),
        [Newcomer + ".thumbprint"] = KeyThumbprint.Of(_partners[Newcomer].Key.Public.ToJwk()),
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var partner in _partners.Values)
            await partner.DisposeAsync();
        _next.Dispose();
        _operator.Dispose();
    }
}
