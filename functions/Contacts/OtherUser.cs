using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Contacts;

/// <summary>Whom a call is about: a user of a network, or a whole network.</summary>
/// <param name="Partner">The network.</param>
/// <param name="User">The user; null for the network.</param>
internal readonly record struct OtherUser(string Partner, string? User)
{
    /// <summary>Where a user is meant.</summary>
    public Address Address => new(Partner, User!);

    /// <summary>What is wrong with its form; null when nothing is. Whether it exists is never asked.</summary>
    public Problem? Check() =>
        !PartnerNames.IsName(Partner) ? Problems.Malformed("partner", PartnerNames.NameRule)
        : User is not null && !UserIds.IsUserId(User) ? Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength)
        : null;

    /// <summary>The kind of a block of it.</summary>
    public RelationKind BlockKind => User is null ? RelationKind.BlockedNetwork : RelationKind.BlockedUser;

    /// <summary>The hash that names it among an owner's relations.</summary>
    public UInt128 HashFor(AddressKeys keys, Address owner) => User is null ? keys.Relation(owner, Partner) : keys.Relation(owner, Address);
}
