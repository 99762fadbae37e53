using Relay.Functions.Contacts;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary>
/// What users can be found by: one identifier of each kind. The record says so first and last, so that whoever removes a user finds
/// every row; a row that no record names is not shown.
/// </summary>
internal sealed class Identifiers(UserStore users, FindingStore store, Reachability reachability, TimeProvider clock) : IUserWatcher
{
    private const string Set = "identifier-set";
    private const string Removed = "identifier-removed";

    /// <summary>Sets a user's identifier of a kind, in place of the former one; gives what is wrong.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; called again, it goes on.</exception>
    public async Task<Problem?> PutAsync(Address owner, Identifier identifier, IReadOnlyList<string> partners, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = store.RowOf(identifier);
        var wanted = new FindableIdentifier(row, identifier.Kind, partners);
        var (_, after) = await users.ChangeAsync(owner, present => With(present, wanted, now), cancel);
        reachability.Forget(owner);
        if (after is not { IsEnlisted: true })
            return OwnProblems.NoSuchUser();
        if (!after.OptedIn)
            return OwnProblems.NotOptedIn();

        // A number that has a new owner at the same partner is no longer the former owner's. Before the row is written, because a call
        // that was cut off after that would not know the former owner any more; after it, because of one who has claimed meanwhile.
        if (await store.FindAsync(row, owner.Partner, cancel) is { } claim && claim.Address != owner)
            await DropAsync(claim.Address, entry => entry.Row == row, cancel);
        if (await store.WriteAsync(row, new Claim(owner, now), cancel) is { } formerOwner)
            await DropAsync(formerOwner.Address, entry => entry.Row == row, cancel);

        // Those of before this call: one that another call sets after it stays.
        string[] former = [.. after.Identifiers.Where(entry => entry.Kind == identifier.Kind && entry.Row != row).Select(entry => entry.Row)];
        foreach (var old in former)
            await store.RemoveAsync(old, owner, cancel);
        var last = await DropAsync(owner, entry => former.Contains(entry.Row), cancel);
        await RemoveUnnamedAsync(owner, former, cancel);
        if (last is { IsEnlisted: true, OptedIn: true } && last.Identifiers.Any(entry => entry.Row == row))
            return null;

        // Opted out meanwhile, or another call has set another one after this: what was written since must not stay behind.
        await store.RemoveAsync(row, owner, cancel);
        return last is { IsEnlisted: true, OptedIn: true } ? null : OwnProblems.NotOptedIn();
    }

    /// <summary>Removes a user's identifier of a kind; gives what is wrong.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; called again, it goes on.</exception>
    public async Task<Problem?> RemoveAsync(Address owner, string kind, CancellationToken cancel)
    {
        if (await users.FindAsync(owner.Partner, owner.User, cancel) is not { IsEnlisted: true } record)
            return OwnProblems.NoSuchUser();
        // What another call sets after this reading comes after it, and stays.
        FindableIdentifier[] present = [.. record.Identifiers.Where(entry => entry.Kind == kind)];
        string[] rows = [.. present.Select(entry => entry.Row)];
        await RemoveRowsAsync(owner, present, cancel);
        await DropAsync(owner, entry => rows.Contains(entry.Row), cancel);
        await RemoveUnnamedAsync(owner, rows, cancel);
        return null;
    }

    /// <summary>Removes all rows of a user who has opted out or is gone.</summary>
    public async Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel)
    {
        if (after is { IsEnlisted: true, OptedIn: true })
            return;
        await RemoveRowsAsync(user, (before?.Identifiers ?? []).Concat(after.Identifiers), cancel);
        if (after.Identifiers.Count > 0)
            await DropAsync(user, _ => true, cancel);
    }

    private async Task RemoveRowsAsync(Address owner, IEnumerable<FindableIdentifier> identifiers, CancellationToken cancel)
    {
        foreach (var row in identifiers.Select(entry => entry.Row).Distinct(StringComparer.Ordinal))
            await store.RemoveAsync(row, owner, cancel);
    }

    // What a call at the same time has written after the rows were removed, and has found in the record just before it went from there.
    private async Task RemoveUnnamedAsync(Address owner, IEnumerable<string> rows, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            await store.RemoveUnlessAsync(
                row, owner, async () => (await users.FindAsync(owner.Partner, owner.User, cancel))?.Identifiers.Any(entry => entry.Row == row) ?? false, cancel);
        }
    }

    private async Task<UserRecord?> DropAsync(Address owner, Func<FindableIdentifier, bool> which, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (_, after) = await users.ChangeAsync(
            owner,
            present =>
            {
                if (present is not { IsEnlisted: true } || !present.Identifiers.Any(which))
                    return present;
                var kind = present.Identifiers.First(which).Kind;
                return UserChanges.With(present with { Identifiers = [.. present.Identifiers.Where(entry => !which(entry))] }, Removed, now, kind);
            },
            cancel);
        reachability.Forget(owner);
        return after;
    }

    // The former one stays in the record until its row is gone.
    private static UserRecord? With(UserRecord? present, FindableIdentifier wanted, DateTimeOffset now)
    {
        if (present is not { IsEnlisted: true, OptedIn: true })
            return present;
        if (present.Identifiers.LastOrDefault(entry => entry.Kind == wanted.Kind) is { } last && last.Row == wanted.Row && last.Partners.SequenceEqual(wanted.Partners))
            return present;
        return UserChanges.With(
            present with { Identifiers = [.. present.Identifiers.Where(entry => entry.Row != wanted.Row), wanted] }, Set, now, wanted.Kind);
    }
}
