using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Contacts;

/// <summary>
/// How a user's relations share their room (<see cref="RelationSet.Most"/>): strangers' open requests have a part of their own, so
/// that no crowd of strangers can keep a user from blocking.
/// </summary>
internal static class RelationBounds
{
    /// <summary>The most open requests; one more takes the place of the oldest.</summary>
    public const int MostAsked = 500;

    /// <summary>The most blocks and grants together.</summary>
    public const int MostOwn = RelationSet.Most - MostAsked;

    /// <summary>Whether a user has as many blocks and grants as can be.</summary>
    public static bool IsFull(RelationSet relations) => relations.Count - relations.CountOf(RelationKind.Asked) >= MostOwn;

    /// <summary>What a user's partner is told then.</summary>
    public static Problem Full() => Problems.Conflict("too-many-relations", $"The user has {MostOwn} blocks and grants already.");

    /// <summary>With one more open request.</summary>
    public static RelationSet WithAsked(RelationSet relations, UInt128 hash, DateTimeOffset at) =>
        (relations.CountOf(RelationKind.Asked) < MostAsked ? relations : relations.WithoutOldest(RelationKind.Asked)).With(RelationKind.Asked, hash, at);
}
