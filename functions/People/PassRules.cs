using Relay.Functions.Partners;

namespace Relay.Functions.People;

/// <summary>Two users and their providers, as read; null for what is not there.</summary>
internal readonly record struct UserPair(PartnerRecord? FromPartner, PartnerRecord? ToPartner, UserRecord? Sender, UserRecord? Recipient);

/// <summary>
/// The rules of whether something may pass from one user to another. No condition ends the others early: what a refusal costs must
/// not tell which one it was.
/// </summary>
internal sealed class PassRules(AddressKeys keys)
{
    private static readonly UserRecord Nobody = new(false, [], []) { IsEnlisted = false };

    /// <summary>Whether something may pass.</summary>
    public bool MayPass(Address from, Address to, in UserPair pair)
    {
        var sender = pair.Sender ?? Nobody;
        var recipient = pair.Recipient ?? Nobody;
        var known = keys.Relation(to, from);
        var (both, open, isBlocked) = Weigh(from, to, known, pair);
        var isWelcome = recipient.Contact == ContactPolicy.Open | recipient.Relations.Has(RelationKind.Granted, known);

        // Accounts of one person write to one another whatever they have chosen for others.
        var isLinked = sender.LinkTo(to) is not null & recipient.LinkTo(from) is not null;
        return both & (isLinked | (open & isWelcome & !isBlocked));
    }

    /// <summary>Whether one may find the other, and ask to be allowed to write: all that writing needs, but for the grant.</summary>
    public bool MayAsk(Address from, Address to, in UserPair pair)
    {
        var (both, open, isBlocked) = Weigh(from, to, keys.Relation(to, from), pair);
        return both & open & !isBlocked;
    }

    /// <summary>Whether one of the two was erased after something was accepted.</summary>
    public static bool WasErased(in UserPair pair, DateTimeOffset acceptedAt) => WasErased(pair.Sender, acceptedAt) || WasErased(pair.Recipient, acceptedAt);

    private static bool WasErased(UserRecord? user, DateTimeOffset acceptedAt) => user?.ErasedAt is { } erased && acceptedAt <= erased;

    private (bool Both, bool Open, bool IsBlocked) Weigh(Address from, Address to, UInt128 known, in UserPair pair)
    {
        var sender = pair.Sender ?? Nobody;
        var recipient = pair.Recipient ?? Nobody;
        var both = PartnerWorlds.Meet(pair.FromPartner, pair.ToPartner) & sender.IsEnlisted & recipient.IsEnlisted & sender.OptedIn & recipient.OptedIn;
        var open = sender.IsOpenTo(to.Partner) & recipient.IsOpenTo(from.Partner)
            & Covers(pair.FromPartner, sender) & Covers(pair.FromPartner, recipient) & Covers(pair.ToPartner, sender) & Covers(pair.ToPartner, recipient);
        var isBlocked = IsBlocked(recipient.Relations, to, from, known);
        foreach (var link in sender.Links)
            isBlocked |= IsBlocked(recipient.Relations, to, link.Other, keys.Relation(to, link.Other));
        return (both, open, isBlocked);
    }

    private bool IsBlocked(RelationSet relations, Address owner, Address other, UInt128 known) =>
        relations.Has(RelationKind.BlockedUser, known) | relations.Has(RelationKind.BlockedNetwork, keys.Relation(owner, other.Partner));

    // Where an agreement names territories, both users must be in one of them.
    private static bool Covers(PartnerRecord? partner, UserRecord user) =>
        partner?.Territories is not { Count: > 0 } territories || (user.Territory is { } territory && territories.Contains(territory));
}
