namespace Relay.Functions.People;

/// <summary>Changes a user's record and does what follows from it: the one way in which a partner's calls change what its users are.</summary>
public sealed class UserUpdates(UserStore store, Reachability reachability, IEnumerable<IUserWatcher> watchers)
{
    /// <summary>
    /// Changes a user as <see cref="UserStore.ChangeAsync"/> does, then tells every <see cref="IUserWatcher"/>. The same call made again
    /// brings one that was cut off to its end, for which the watchers are told also when nothing changes any more.
    /// </summary>
    /// <returns>The record before and after; null for a user that is not there.</returns>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(UserRecord? Before, UserRecord? After)> ChangeAsync(Address user, Func<UserRecord?, UserRecord?> change, CancellationToken cancel)
    {
        var (before, after) = await store.ChangeAsync(user, change, cancel);
        reachability.Forget(user);
        if (after is not { IsEnlisted: true })
            return (before, after);

        foreach (var watcher in watchers)
            await watcher.ChangedAsync(user, before, after, cancel);
        return (before, after);
    }
}
