using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>
/// Writes a link that both have signed into both records. One without the other counts nowhere; called again, it writes what is
/// missing.
/// </summary>
internal sealed partial class LinkMaking(LinkStore links, LinkEvents events, UserStore users, Reachability reachability, TimeProvider clock, ILogger<LinkMaking> logger)
{
    /// <summary>Makes a link; a problem when one of the two cannot be linked any more.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<Problem?> MakeAsync(PendingLink link, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await AddAsync(link, link.Asker, now, cancel) is { } problem)
            return problem;
        if (await AddAsync(link, link.Asked, now, cancel) is { } otherProblem)
        {
            await RemoveAsync(link.Id, link.Asker, cancel);
            return otherProblem;
        }

        // Ended while it was written: whoever has ended it has found one side at most.
        if (await links.EndedAtAsync(link.Asker, link.Asked, cancel) >= link.AskedAt)
        {
            await UndoAsync(link, cancel);
            return Problems.NoSuchLink();
        }

        await events.MadeAsync(link, link.Asker, cancel);
        await events.MadeAsync(link, link.Asked, cancel);
        await links.RemoveAsync(link.Id, cancel);
        Log.Made(logger, link.Asker.Partner, link.Asked.Partner);
        return null;
    }

    /// <summary>Removes what is there of a link, on both sides.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task UndoAsync(PendingLink link, CancellationToken cancel)
    {
        await RemoveAsync(link.Id, link.Asker, cancel);
        await RemoveAsync(link.Id, link.Asked, cancel);
    }

    /// <summary>Removes a link from one side, if it is there.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task RemoveAsync(Guid link, Address user, CancellationToken cancel)
    {
        await users.ChangeAsync(
            user,
            record => record is not null && record.Links.Any(made => made.Id == link)
                ? UserChanges.With(record with { Links = [.. record.Links.Where(made => made.Id != link)] }, LinkHistory.Unlinked, clock.GetUtcNow())
                : record,
            cancel);
        reachability.Forget(user);
    }

    private async Task<Problem?> AddAsync(PendingLink link, Address user, DateTimeOffset now, CancellationToken cancel)
    {
        Problem? problem = null;
        await users.ChangeAsync(
            user,
            record =>
            {
                (var next, problem) = With(record, link, user, now);
                return next;
            },
            cancel);
        reachability.Forget(user);
        return problem;
    }

    private static (UserRecord? Next, Problem? Problem) With(UserRecord? record, PendingLink link, Address user, DateTimeOffset now)
    {
        var other = link.Other(user);
        if (!LinkRules.IsStill(record, link.KeyOf(user)))
            return (record, Problems.NoSuchLink());
        if (record!.Links.Any(made => made.Id == link.Id))
            return (record, null);

        // Linked anew, the two have one link as before.
        UserLink[] others = [.. record.Links.Where(made => made.Other != other)];
        if (others.Length >= UserLink.Most)
            return (record, Problems.TooManyLinks(UserLink.Most));
        var next = record with { Links = [.. others, new UserLink(link.Id, other, link.KeyOf(other), link.SignatureOf(user)!, link.SignatureOf(other)!, now)] };
        return (UserChanges.With(next, LinkHistory.Linked, now), null);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7102, Level = LogLevel.Information, Message = "A user of {Partner} and one of {OtherPartner} are linked")]
        public static partial void Made(ILogger logger, string partner, string otherPartner);
    }
}
