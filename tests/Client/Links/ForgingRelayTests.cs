using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Links;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Links;

/// <summary>A relay that wants to read along adds accounts of its own to a person's.</summary>
public sealed class ForgingRelayTests : IDisposable
{
    private static readonly Guid Link = Guid.NewGuid();

    private readonly Person _asked = new("instagram", "ana");
    private readonly Person _linked = new("whatsapp", "ana-27");
    private readonly Person _ghost = new("whatsapp", "ghost");

    [Fact]
    public async Task Recipients_GhostAmongThem_IsNotGenuine()
    {
        var genuine = _linked.LinkedTo(_asked, Link);
        // The forger has every signature that was ever given, and every key but the person's.
        var ghostOfItsOwn = _ghost.LinkedTo(_asked, Link) with { Link = new PersonLink(Link, genuine.Link!.Signature, _ghost.Sign(_asked, Link), _ghost.Key) };
        var ghostWithARealLink = genuine with { IdentityKey = _ghost.Key };
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/recipients", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["accounts"] = new JsonArray(_asked.Json(), _linked.Json(genuine), _ghost.Json(ghostOfItsOwn), _linked.Json(ghostWithARealLink), _ghost.Json()),
        }));
        using var client = relay.Client();

        var accounts = await client.GetRecipientsAsync("ben", _asked.Address, TestContext.Current.CancellationToken);
        var believed = LinkVerifier.Genuine(_asked.Address, _asked.Key, accounts);

        Assert.Equal(5, accounts.Count);
        Assert.Equal([_asked.Address, _linked.Address], believed.Select(account => account.Address));
        Assert.All(believed, account => Assert.Equal(1, Assert.Single(account.Devices).Device));
    }

    [Fact]
    public async Task Recipients_AskedAccountUnderAnotherKey_IsNotGenuine()
    {
        await using var relay = await FakeRelay.StartAsync();
        var forged = new PersonAccount("instagram", "ana", Guid.NewGuid(), [], _ghost.Key);
        relay.On("POST /v1/recipients", (context, _) => context.JsonAsync(200, new JsonObject { ["accounts"] = new JsonArray(_asked.Json(forged)) }));
        using var client = relay.Client();

        var accounts = await client.GetRecipientsAsync("ben", _asked.Address, TestContext.Current.CancellationToken);

        Assert.Empty(LinkVerifier.Genuine(_asked.Address, _asked.Key, accounts));
    }

    public void Dispose()
    {
        _asked.Dispose();
        _linked.Dispose();
        _ghost.Dispose();
    }
}
