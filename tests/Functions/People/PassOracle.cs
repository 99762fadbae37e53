using Relay.Functions.Agreements;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Signatures;

namespace Relay.Functions.Tests.People;

/// <summary>A user with names where the relay has hashes.</summary>
internal sealed class Person
{
    public required Address Address { get; init; }

    /// <summary>unknown, erased, out or in.</summary>
    public required string State { get; init; }

    public required string[] OpenTo { get; init; }

    public string? Territory { get; init; }

    public bool OnRequest { get; init; }

    public List<Address> Linked { get; } = [];

    public List<Address> BlockedUsers { get; } = [];

    public List<string> BlockedNetworks { get; } = [];

    public List<Address> Granted { get; } = [];

    public List<Address> Asked { get; } = [];

    /// <summary>What the relay has of this person.</summary>
    public UserRecord? Record(AddressKeys keys, Random random)
    {
        if (State == "unknown")
            return null;
        var since = DateTimeOffset.UnixEpoch;
        var relations = RelationSet.Empty;
        foreach (var other in BlockedUsers)
            relations = relations.With(RelationKind.BlockedUser, keys.Relation(Address, other), since);
        foreach (var network in BlockedNetworks)
            relations = relations.With(RelationKind.BlockedNetwork, keys.Relation(Address, network), since);
        foreach (var other in Granted)
            relations = relations.With(RelationKind.Granted, keys.Relation(Address, other), since);
        foreach (var other in Asked)
            relations = relations.With(RelationKind.Asked, keys.Relation(Address, other), since);
        return new UserRecord(State == "in", OpenTo, [])
        {
            IsEnlisted = State != "erased",
            Territory = Territory,
            Contact = OnRequest ? ContactPolicy.OnRequest : ContactPolicy.Open,
            Links = [.. Linked.Select(other => SamplePeople.Link(random, other))],
            Relations = relations,
        };
    }
}

/// <summary>A network and where its agreement holds; null territories for a network that does not exist.</summary>
internal sealed record Network(string Name, string[]? Territories, PartnerStatus Status = PartnerStatus.Live, PartnerStatus SuspendedFrom = PartnerStatus.Live)
{
    public PartnerRecord? Record => Territories is null ? null : new PartnerRecord(Name, Status, null, Array.Empty<JsonWebKey>(), [], 1)
    {
        Territories = Territories,
        Agreement = new AgreementRecord { SuspendedFrom = SuspendedFrom },
    };

    /// <summary>Where it takes part: sandbox, live, or null for nowhere.</summary>
    public string? World => Territories is null ? null : (Status == PartnerStatus.Suspended ? SuspendedFrom : Status) switch
    {
        PartnerStatus.Sandbox => "sandbox",
        PartnerStatus.Live => "live",
        _ => null,
    };
}

/// <summary>The rules of who may write to whom, as a person would go through them: by names, one after the other.</summary>
internal static class PassOracle
{
    public static bool MayWrite(Person from, Network fromNetwork, Person to, Network toNetwork)
    {
        if (!TakesPart(from, fromNetwork) || !TakesPart(to, toNetwork) || fromNetwork.World != toNetwork.World)
            return false;
        if (from.Linked.Contains(to.Address) && to.Linked.Contains(from.Address))
            return true;
        if (!MayAsk(from, fromNetwork, to, toNetwork))
            return false;
        return !to.OnRequest || to.Granted.Contains(from.Address);
    }

    public static bool MayAsk(Person from, Network fromNetwork, Person to, Network toNetwork)
    {
        if (!TakesPart(from, fromNetwork) || !TakesPart(to, toNetwork) || fromNetwork.World != toNetwork.World)
            return false;
        if (!from.OpenTo.Contains("*") && !from.OpenTo.Contains(toNetwork.Name))
            return false;
        if (!to.OpenTo.Contains("*") && !to.OpenTo.Contains(fromNetwork.Name))
            return false;
        foreach (var network in new[] { fromNetwork, toNetwork })
        {
            foreach (var person in new[] { from, to })
            {
                if (network.Territories!.Length > 0 && !network.Territories.Contains(person.Territory))
                    return false;
            }
        }

        foreach (var account in from.Linked.Prepend(from.Address))
        {
            if (to.BlockedUsers.Contains(account) || to.BlockedNetworks.Contains(account.Partner))
                return false;
        }

        return true;
    }

    private static bool TakesPart(Person person, Network network) => network.World is not null && person.State == "in";
}
