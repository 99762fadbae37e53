using Relay.Functions.People;

namespace Relay.Functions.Held;

/// <summary>Ends what is held for a user who opts out: an operator's replay would only be refused.</summary>
internal sealed class HeldOptOut(IHeldStore held, HeldEndings endings, AddressKeys keys) : IUserWatcher
{
    private const int Page = 100;

    private readonly UserTags _tags = new(keys, HeldStore.TagPurpose);

    /// <inheritdoc/>
    public async Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel)
    {
        // Asked for whenever a known user is set as opted out: the call may repeat one that failed. An erasure ends more than this.
        if (before is null || after.OptedIn || !after.IsEnlisted)
            return;

        var query = new HeldQuery(user.Partner, ToTag: _tags.Of(user));
        (string, string)? last = null;
        while (await held.ListAsync(query, last, Page, cancel) is { Count: > 0 } page)
        {
            foreach (var record in page)
                await endings.CloseAsync(record, cancel);
            last = (page[^1].Partner, page[^1].Key);
        }
    }
}
