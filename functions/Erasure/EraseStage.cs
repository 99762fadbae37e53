using Relay.Functions.People;

namespace Relay.Functions.Erasure;

/// <summary>
/// Erases a user: the mark first, so that nothing passes any more, then everything else. Cut off at any point it is brought to its
/// end by the same call made again, or by the sweep.
/// </summary>
public sealed partial class EraseStage(
    UserStore store, ErasureJournal journal, Reachability reachability, IEnumerable<IErasePart> parts, IEnumerable<IUserWatcher> watchers, TimeProvider clock, ILogger<EraseStage> logger)
{
    private readonly IReadOnlyList<IErasePart> _parts = [.. parts];
    private readonly IReadOnlyList<IUserWatcher> _watchers = [.. watchers];

    /// <summary>What is gone after an erasure, in the words of certificates.</summary>
    public IReadOnlyList<string> Gone => [.. OfTheRecord, .. _parts.Select(part => part.Gone)];

    // What the mark takes by replacing the user's row, and what the watchers do.
    private static readonly string[] OfTheRecord = ["routing", "devices", "keys", "settings", "history", "relations", "links", "findability", "profile"];

    /// <summary>Erases; gives when the user was erased, or null for a user that was never enlisted.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the same call brings it to its end.</exception>
    public async Task<DateTimeOffset?> EraseAsync(Address user, CancellationToken cancel)
    {
        // One that was cut off is finished first: the next one begins from what is there now.
        if (await journal.FindAsync(user, cancel) is { Remains: not null } open)
            await FinishAsync(open, cancel);

        var present = await store.FindAsync(user.Partner, user.User, cancel);
        if (present is null)
            return null;
        if (!present.IsEnlisted)
        {
            await RunAsync(new Erasing(user, present, present.ErasedAt!.Value, IsBack: false), cancel);
            return present.ErasedAt;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        await journal.BeginAsync(user, present, at, cancel);
        var (before, after) = await store.ChangeAsync(user, record => record is { IsEnlisted: true } ? Mark(at) : record, cancel);
        reachability.Forget(user);
        // Of two calls at once the first to mark has erased: a later time in the journal would take a new enlistment for the former.
        at = after?.ErasedAt ?? at;
        // What changed between the reading and the mark is no less to go.
        await journal.BeginAsync(user, before is { IsEnlisted: true } ? before : present, at, cancel);
        if (await journal.FindAsync(user, cancel) is { Remains: not null } entry)
            await FinishAsync(entry, cancel);
        Log.Erased(logger, user.Partner);
        return at;
    }

    /// <summary>Brings an erasure to its end.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task FinishAsync(JournalEntry entry, CancellationToken cancel)
    {
        var (user, before) = (entry.Remains!.User, entry.Remains.Record with { Links = entry.Remains.Links, KeyState = entry.Remains.KeyState });
        var (_, after) = await store.ChangeAsync(user, record => record is { IsEnlisted: true } && !(record.ErasedAt >= entry.At) ? Mark(entry.At) : record, cancel);
        reachability.Forget(user);
        var erasing = new Erasing(user, before, entry.At, IsBack: after is { IsEnlisted: true });
        foreach (var watcher in _watchers)
            await watcher.ChangedAsync(user, before, Mark(entry.At), cancel);
        await RunAsync(erasing, cancel);
        await journal.CloseAsync(entry, cancel);
    }

    private async Task RunAsync(Erasing erasing, CancellationToken cancel)
    {
        foreach (var part in _parts)
            await part.EraseAsync(erasing, cancel);
    }

    private static UserRecord Mark(DateTimeOffset at) => new(false, [], []) { IsEnlisted = false, ErasedAt = at };

    private static partial class Log
    {
        [LoggerMessage(EventId = 7200, Level = LogLevel.Information, Message = "A user of {Partner} was erased")]
        public static partial void Erased(ILogger logger, string partner);
    }
}
