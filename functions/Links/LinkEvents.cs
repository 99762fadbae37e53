using System.Globalization;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Links;

/// <summary>Tells partners of their users' links, while they are of one world. A fact about the other account is told only where its own person has acted towards it.</summary>
internal sealed class LinkEvents(IPartnerEvents events)
{
    /// <summary>Tells the asked account its code.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task CodeAsync(PendingLink link, string code, CancellationToken cancel) => events.TellAsync(
        link.Asked.Partner,
        link.Asker.Partner,
        PartnerEventTypes.LinkCode,
        new Dictionary<string, string>
        {
            ["link"] = link.Id.ToString(),
            ["user"] = link.Asked.User,
            ["code"] = code,
            ["fromPartner"] = link.Asker.Partner,
            ["fromUser"] = link.Asker.User,
            ["expiresAt"] = link.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        },
        cancel);

    /// <summary>Asks an account to sign, after the code was right.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task SignAsync(PendingLink link, Address user, CancellationToken cancel)
    {
        var facts = Facts(link.Id, user, link.Other(user));
        facts["otherIdentityKey"] = Convert.ToBase64String(link.KeyOf(link.Other(user)));
        return events.TellAsync(user.Partner, link.Other(user).Partner, PartnerEventTypes.LinkSign, facts, cancel);
    }

    /// <summary>Tells an account that the link is made.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task MadeAsync(PendingLink link, Address user, CancellationToken cancel) =>
        events.TellAsync(user.Partner, link.Other(user).Partner, PartnerEventTypes.LinkMade, Facts(link.Id, user, link.Other(user)), cancel);

    /// <summary>Tells an account that the other one has ended the link.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public Task EndedAsync(Guid link, Address user, Address other, CancellationToken cancel) =>
        events.TellAsync(user.Partner, other.Partner, PartnerEventTypes.LinkEnded, Facts(link, user, other), cancel);

    private static Dictionary<string, string> Facts(Guid link, Address user, Address other) => new()
    {
        ["link"] = link.ToString(),
        ["user"] = user.User,
        ["otherPartner"] = other.Partner,
        ["otherUser"] = other.User,
    };
}
