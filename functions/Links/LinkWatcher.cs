using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>
/// Ends the links of a user who has opted out, was erased, or has another identity key. It looks at what is, not at what changed: a
/// link stands while the present key has signed it.
/// </summary>
internal sealed class LinkWatcher(LinkEnding ending) : IUserWatcher
{
    /// <inheritdoc/>
    public async Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel)
    {
        foreach (var link in (before?.Links ?? []).Concat(after.Links).DistinctBy(link => link.Other))
        {
            if (!Stands(user, link, after))
                await ending.EndAsync(user, link.Other, cancel);
        }
    }

    private static bool Stands(Address user, UserLink link, UserRecord after) =>
        after is { IsEnlisted: true, OptedIn: true, IdentityKey: { } key }
        && after.LinkTo(link.Other) is not null
        && LinkRules.HasSigned(user, key, link.Other, link.OtherIdentityKey, link.Id, link.Signature);
}
