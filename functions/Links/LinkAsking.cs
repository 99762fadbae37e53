using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Signatures.Identity;

namespace Relay.Functions.Links;

/// <summary>
/// An account asks to be linked to another. The answer is the same, byte for byte but for its id, and takes the same calls of the
/// stores, whether or not the other exists and lets itself be asked: only then it is told a code.
/// </summary>
internal sealed partial class LinkAsking(
    LinkStore links,
    LinkBudget budget,
    LinkKeys codes,
    LinkRules rules,
    LinkEvents events,
    UserStore users,
    Reachability reachability,
    PartnerDirectory partners,
    IOptions<LinkingOptions> options,
    TimeProvider clock,
    ILogger<LinkAsking> logger)
{
    /// <summary>Asks for a link.</summary>
    /// <param name="asker">The caller's own user.</param>
    /// <param name="asked">The other account.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(LinkAsked? Asked, Problem? Problem)> AskAsync(Address asker, Address asked, CancellationToken cancel)
    {
        var own = await users.FindAsync(asker.Partner, asker.User, cancel);
        if (WhyNot(own) is { } problem)
            return (null, problem);
        if (await budget.TakeAsync(LimitTable.UserLinkAsks, asker, cancel) is { } tooOften)
            return (null, tooOften.ToProblem());

        // Whoever is asked too often gets no more codes; its askers are not told, for that would tell them of one another.
        var isFlooded = await budget.TakeAsync(LimitTable.UserLinkCodes, asked, cancel) is not null;
        var other = await reachability.FindAsync(asked);
        var mayMeet = PartnerWorlds.Meet(await partners.FindAsync(asker.Partner), await partners.FindAsync(asked.Partner));
        var isWelcome = rules.MayBeAsked(other, asked, asker) & mayMeet & !isFlooded;

        var now = clock.GetUtcNow();
        var id = Guid.NewGuid();
        var code = LinkKeys.NewCode();
        var link = await links.AddAsync(
            new PendingLink(id, asker, asked, own!.IdentityKey!, isWelcome ? other!.IdentityKey! : NoKey(), codes.CodeOf(id, code), now, now.AddMinutes(options.Value.CodeMinutes)), cancel);
        var (_, askerNow) = await users.ChangeAsync(asker, record => record is { IsEnlisted: true } ? LinkHistory.WithAttempt(record, LinkHistory.Asked, now) : record, cancel);
        reachability.Forget(asker);
        var askedNow = isWelcome ? await TellAsync(link, code, now, cancel) : await PretendAsync(link, cancel);

        // An erasure looks through the links of before: this one came while it was under way.
        if (askerNow is { IsEnlisted: false } || (isWelcome && askedNow is { IsEnlisted: false }))
            await links.RemoveAsync(id, cancel);
        Log.Asked(logger, asker.Partner, asked.Partner);
        return (new LinkAsked(id, link.ExpiresAt), null);
    }

    private static Problem? WhyNot(UserRecord? own)
    {
        if (own is not { IsEnlisted: true, OptedIn: true })
            return Problems.NotOptedIn();
        if (own.IdentityKey is null)
            return Problems.IdentityKeyMissing();
        return own.Links.Count < UserLink.Most ? null : Problems.TooManyLinks(UserLink.Most);
    }

    private async Task<UserRecord?> TellAsync(PendingLink link, string code, DateTimeOffset now, CancellationToken cancel)
    {
        var (_, asked) = await users.ChangeAsync(
            link.Asked, record => record is { IsEnlisted: true } ? LinkHistory.WithAttempt(record, LinkHistory.CodeTold, now) : record, cancel);
        reachability.Forget(link.Asked);
        if (asked is { IsEnlisted: true })
            await events.CodeAsync(link, code, cancel);
        return asked;
    }

    // What telling costs, without doing it: a user read and written, and an event stored where the partner takes events.
    private async Task<UserRecord?> PretendAsync(PendingLink link, CancellationToken cancel)
    {
        var asked = await users.FindAsync(link.Asked.Partner, link.Asked.User, cancel);
        reachability.Forget(link.Asked);
        var written = await links.TryUpdateAsync(link, cancel);
        if (await partners.FindAsync(link.Asked.Partner) is { Events: not null } && written is not null)
            await links.TryUpdateAsync(written, cancel);
        return asked;
    }

    // As long as a key is, so that the row of a link that cannot be made is as long as any other.
    private static byte[] NoKey()
    {
        var key = new byte[XEdDsa.PublicKeyLength];
        System.Security.Cryptography.RandomNumberGenerator.Fill(key);
        return key;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7100, Level = LogLevel.Information, Message = "A user of {Partner} asked to be linked to one of {OtherPartner}")]
        public static partial void Asked(ILogger logger, string partner, string otherPartner);
    }
}
