using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Contacts;

/// <summary>
/// Blocks, of users and of whole networks. They hold for all accounts that the user has linked: whoever blocks somebody in one app
/// has blocked them in every one. To an account of another world nothing passes, and no block either.
/// </summary>
internal sealed class Blocks(UserStore users, Reachability reachability, PartnerDirectory partners, AddressKeys keys, IPartnerEvents events, TimeProvider clock)
{
    /// <summary>Since when somebody is blocked; null when nobody is, or there is no such user.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<DateTimeOffset?> SinceAsync(Address owner, OtherUser other, CancellationToken cancel) =>
        await users.FindAsync(owner.Partner, owner.User, cancel) is { IsEnlisted: true } record
            ? record.Relations.Since(other.BlockKind, other.HashFor(keys, owner))
            : null;

    /// <summary>Blocks; gives since when, or why not. Called again, it completes what was cut off.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(DateTimeOffset? Since, Problem? Problem)> BlockAsync(Address owner, OtherUser other, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (_, own) = await users.ChangeAsync(owner, present => Blocked(present, owner, other, now), cancel);
        reachability.Forget(owner);
        if (own is not { IsEnlisted: true })
            return (null, OwnProblems.NoSuchUser());
        if (own.Relations.Since(other.BlockKind, other.HashFor(keys, owner)) is not { } since)
            return (null, RelationBounds.Full());

        var fit = true;
        foreach (var link in own.Links)
            fit &= await ChangeLinkedAsync(owner, link.Other, other, isBlocked: true, record => Blocked(record, link.Other, other, now), cancel);
        return fit ? (since, null) : (null, RelationBounds.Full());
    }

    /// <summary>Ends a block; a problem when there is no such user.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Problem?> UnblockAsync(Address owner, OtherUser other, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (_, own) = await users.ChangeAsync(owner, present => Unblocked(present, owner, other, now), cancel);
        reachability.Forget(owner);
        if (own is not { IsEnlisted: true })
            return OwnProblems.NoSuchUser();

        foreach (var link in own.Links)
            await ChangeLinkedAsync(owner, link.Other, other, isBlocked: false, record => Unblocked(record, link.Other, other, now), cancel);
        return null;
    }

    // Nobody blocks itself, because a linked account blocks it.
    private async ValueTask<bool> ReachesAsync(Address owner, Address linked, OtherUser other) =>
        (other.User is null || other.Address != linked) && PartnerWorlds.Meet(await partners.FindAsync(owner.Partner), await partners.FindAsync(linked.Partner));

    // Told before it is written: a call that was cut off is repeated, and what is written already would not be told then.
    private async Task<bool> ChangeLinkedAsync(
        Address owner, Address linked, OtherUser other, bool isBlocked, Func<UserRecord?, UserRecord?> change, CancellationToken cancel)
    {
        if (!await ReachesAsync(owner, linked, other))
            return true;

        UserRecord? Change(UserRecord? present) => present is { IsEnlisted: true } && present.LinkTo(owner) is not null ? change(present) : present;

        var present = await users.FindAsync(linked.Partner, linked.User, cancel);
        if (!ReferenceEquals(Change(present), present))
        {
            await events.TellAsync(linked.Partner, owner.Partner, PartnerEventTypes.BlockChanged, Facts(linked, other, isBlocked), cancel);
            (_, present) = await users.ChangeAsync(linked, Change, cancel);
            reachability.Forget(linked);
        }

        var isThere = present is { IsEnlisted: true } && present.LinkTo(owner) is not null;
        return !isBlocked || !isThere || present!.Relations.Has(other.BlockKind, other.HashFor(keys, linked));
    }

    // What the two had agreed before ends with a block: it does not come back when the block ends.
    private UserRecord? Blocked(UserRecord? present, Address owner, OtherUser other, DateTimeOffset now)
    {
        var hash = other.HashFor(keys, owner);
        if (present is not { IsEnlisted: true } || present.Relations.Has(other.BlockKind, hash))
            return present;
        var relations = present.Relations.Without(RelationKind.Granted, hash).Without(RelationKind.Asked, hash);
        return RelationBounds.IsFull(relations)
            ? present
            : UserChanges.With(present with { Relations = relations.With(other.BlockKind, hash, now) }, ContactWords.Blocked, now);
    }

    private UserRecord? Unblocked(UserRecord? present, Address owner, OtherUser other, DateTimeOffset now)
    {
        var hash = other.HashFor(keys, owner);
        return present is { IsEnlisted: true } && present.Relations.Has(other.BlockKind, hash)
            ? UserChanges.With(present with { Relations = present.Relations.Without(other.BlockKind, hash) }, ContactWords.Unblocked, now)
            : present;
    }

    private static Dictionary<string, string> Facts(Address linked, OtherUser other, bool isBlocked)
    {
        var facts = new Dictionary<string, string> { ["user"] = linked.User, ["partner"] = other.Partner, ["blocked"] = isBlocked ? "true" : "false" };
        if (other.User is not null)
            facts["other"] = other.User;
        return facts;
    }
}
