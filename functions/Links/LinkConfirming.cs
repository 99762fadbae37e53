using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>
/// The person enters, at the asking account, the code that the other account was told. Each try is counted before the code is
/// compared, so that many at once are no more than many in a row. A right code may be sent again while it is good: an answer that was
/// lost costs nothing.
/// </summary>
internal sealed partial class LinkConfirming(
    LinkStore links, LinkKeys codes, LinkRules rules, LinkEvents events, UserStore users, PartnerDirectory partners, IOptions<LinkingOptions> options, TimeProvider clock, ILogger<LinkConfirming> logger)
{
    /// <summary>Tries a code; one problem for wrong, expired, used up and unknown.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(LinkConfirmed? Confirmed, Problem? Problem)> ConfirmAsync(Address user, Guid id, string code, CancellationToken cancel)
    {
        while (true)
        {
            var link = await links.FindAsync(id, cancel);
            if (link is null || link.Asker != user || link.Tries >= options.Value.CodeTries || clock.GetUtcNow() >= link.AskedAt.AddMinutes(options.Value.CodeMinutes))
                return (null, Problems.LinkCodeWrong);
            if (await links.TryUpdateAsync(link with { Tries = link.Tries + 1 }, cancel) is not { } counted)
                continue;

            if (!CryptographicOperations.FixedTimeEquals(counted.Code, codes.CodeOf(id, code)))
            {
                Log.WrongCode(logger, link.Asker.Partner, link.Asked.Partner);
                return (null, Problems.LinkCodeWrong);
            }

            if (!await IsOpenAsync(counted, cancel))
                return (null, Problems.LinkCodeWrong);
            if (await ConfirmAsync(counted, cancel))
                return (new LinkConfirmed(id, LinkAddress.Of(counted.Asked), counted.AskedKey), null);
        }
    }

    private async Task<bool> ConfirmAsync(PendingLink link, CancellationToken cancel)
    {
        var confirmed = link.IsConfirmed
            ? link
            : await links.TryUpdateAsync(link with { IsConfirmed = true, ExpiresAt = clock.GetUtcNow().AddHours(options.Value.SignatureHours) }, cancel);
        if (confirmed is null)
            return false;

        await events.SignAsync(confirmed, confirmed.Asker, cancel);
        await events.SignAsync(confirmed, confirmed.Asked, cancel);
        return true;
    }

    // Whether nothing has happened since it was asked for that would keep the two apart.
    private async Task<bool> IsOpenAsync(PendingLink link, CancellationToken cancel)
    {
        var asker = await users.FindAsync(link.Asker.Partner, link.Asker.User, cancel);
        var asked = await users.FindAsync(link.Asked.Partner, link.Asked.User, cancel);
        return LinkRules.IsStill(asker, link.AskerKey)
            && LinkRules.IsStill(asked, link.AskedKey)
            && rules.MayBeAsked(asked, link.Asked, link.Asker)
            && PartnerWorlds.Meet(await partners.FindAsync(link.Asker.Partner), await partners.FindAsync(link.Asked.Partner))
            && !(await links.EndedAtAsync(link.Asker, link.Asked, cancel) >= link.AskedAt);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7101, Level = LogLevel.Warning, Message = "A code for a link from {Partner} to {OtherPartner} was wrong")]
        public static partial void WrongCode(ILogger logger, string partner, string otherPartner);
    }
}
