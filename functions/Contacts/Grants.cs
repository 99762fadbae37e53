using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Contacts;

/// <summary>Whom a user lets write although strangers may not.</summary>
internal sealed class Grants(UserStore users, Reachability reachability, PartnerDirectory partners, AddressKeys keys, IPartnerEvents events, TimeProvider clock)
{
    /// <summary>Since when somebody may write; null when nobody was granted it, or there is no such user.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<DateTimeOffset?> SinceAsync(Address owner, Address other, CancellationToken cancel) =>
        await users.FindAsync(owner.Partner, owner.User, cancel) is { IsEnlisted: true } record
            ? record.Relations.Since(RelationKind.Granted, keys.Relation(owner, other))
            : null;

    /// <summary>Lets somebody write, and tells whoever has asked; gives since when, or why not.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(DateTimeOffset? Since, Problem? Problem)> GrantAsync(Address owner, Address other, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var hash = keys.Relation(owner, other);
        var present = await users.FindAsync(owner.Partner, owner.User, cancel);

        // Told before it is written: a call that was cut off is repeated, and the request would be answered already then.
        if (present is { IsEnlisted: true } && present.Relations.Has(RelationKind.Asked, hash) && !ReferenceEquals(Granted(present, hash, now), present)
            && PartnerWorlds.Meet(await partners.FindAsync(owner.Partner), await partners.FindAsync(other.Partner)))
        {
            await events.TellAsync(other.Partner, owner.Partner, PartnerEventTypes.ContactGranted, Facts(owner, other), cancel);
        }

        var (_, after) = await users.ChangeAsync(owner, record => Granted(record, hash, now), cancel);
        reachability.Forget(owner);
        if (after is not { IsEnlisted: true })
            return (null, OwnProblems.NoSuchUser());
        return after.Relations.Since(RelationKind.Granted, hash) is { } since ? (since, null) : (null, RelationBounds.Full());
    }

    /// <summary>Takes a grant back; the other is not told. A problem when there is no such user.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Problem?> RevokeAsync(Address owner, Address other, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var hash = keys.Relation(owner, other);
        var (_, after) = await users.ChangeAsync(
            owner,
            present => present is { IsEnlisted: true } && present.Relations.Has(RelationKind.Granted, hash)
                ? UserChanges.With(present with { Relations = present.Relations.Without(RelationKind.Granted, hash) }, ContactWords.Revoked, now)
                : present,
            cancel);
        reachability.Forget(owner);
        return after is { IsEnlisted: true } ? null : OwnProblems.NoSuchUser();
    }

    private static UserRecord? Granted(UserRecord? present, UInt128 hash, DateTimeOffset now)
    {
        if (present is not { IsEnlisted: true } || present.Relations.Has(RelationKind.Granted, hash) || RelationBounds.IsFull(present.Relations))
            return present;
        var relations = present.Relations.Without(RelationKind.Asked, hash).With(RelationKind.Granted, hash, now);
        return UserChanges.With(present with { Relations = relations }, ContactWords.Granted, now);
    }

    private static Dictionary<string, string> Facts(Address owner, Address other) =>
        new() { ["user"] = other.User, ["byPartner"] = owner.Partner, ["byUser"] = owner.User };
}
