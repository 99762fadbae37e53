using System.Security.Cryptography;
using Relay.Functions.People;
using Relay.Signatures.Identity;

namespace Relay.Functions.Links;

/// <summary>Who can be linked, and what a side of a link must have signed.</summary>
internal sealed class LinkRules(AddressKeys keys)
{
    private static readonly UserRecord Nobody = new(false, [], []) { IsEnlisted = false };

    /// <summary>
    /// Whether an account lets itself be asked by another. No condition ends the others early: what a refusal costs must not tell
    /// which one it was.
    /// </summary>
    public bool MayBeAsked(UserRecord? record, Address asked, Address asker)
    {
        var user = record ?? Nobody;
        var isThere = user.IsEnlisted & user.OptedIn & user.IdentityKey is not null & user.Links.Count < UserLink.Most;
        var isBlocked = user.Relations.Has(RelationKind.BlockedUser, keys.Relation(asked, asker))
            | user.Relations.Has(RelationKind.BlockedNetwork, keys.Relation(asked, asker.Partner));
        return isThere & user.IsOpenTo(asker.Partner) & !isBlocked;
    }

    /// <summary>Whether an account takes part under the identity key that it had when the link was asked for.</summary>
    public static bool IsStill(UserRecord? record, ReadOnlySpan<byte> key) =>
        record is { IsEnlisted: true, OptedIn: true, IdentityKey: { } present } && CryptographicOperations.FixedTimeEquals(present, key);

    /// <summary>Whether an account has signed a link with its identity key.</summary>
    public static bool HasSigned(Address signer, ReadOnlySpan<byte> signerKey, Address other, ReadOnlySpan<byte> otherKey, Guid link, ReadOnlySpan<byte> signature) =>
        XEdDsa.Verify(signerKey, LinkStatement.ToBytes(signer.Partner, signer.User, signerKey, other.Partner, other.User, otherKey, link), signature);
}
