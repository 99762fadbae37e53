using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Links;
using Relay.Identities;
using Relay.Signatures.Identity;

namespace Relay.Client.Tests.Links;

/// <summary>An account with its identity key.</summary>
internal sealed class Person(string partner, string user) : IDisposable
{
    public TestIdentity Identity { get; } = new();

    public UserAddress Address { get; } = new(partner, user);

    public byte[] Key => Identity.PublicKey;

    public byte[] Sign(Person other, Guid link) => Identity.Sign(LinkStatement.ToBytes(partner, user, Key, other.Address.Partner, other.Address.User, other.Key, link));

    /// <summary>This account as one that is linked to another.</summary>
    public PersonAccount LinkedTo(Person account, Guid link) =>
        new(partner, user, Guid.NewGuid(), [], Key, new PersonLink(link, account.Sign(this, link), Sign(account, link), Key));

    /// <summary>The same as the relay writes it; this account alone without a link.</summary>
    public JsonObject Json(PersonAccount? linked = null)
    {
        var json = new JsonObject
        {
            ["partner"] = partner,
            ["user"] = user,
            ["serviceId"] = Guid.NewGuid(),
            ["identityKey"] = Convert.ToBase64String(linked?.IdentityKey ?? Key),
            ["devices"] = new JsonArray(new JsonObject { ["device"] = 1, ["registrationId"] = 4711 }),
        };
        if (linked?.Link is { } link)
        {
            json["link"] = new JsonObject
            {
                ["id"] = link.Id,
                ["signature"] = Convert.ToBase64String(link.Signature),
                ["otherSignature"] = Convert.ToBase64String(link.OtherSignature),
                ["otherIdentityKey"] = Convert.ToBase64String(link.OtherIdentityKey),
            };
        }

        return json;
    }

    public void Dispose() => Identity.Dispose();
}
