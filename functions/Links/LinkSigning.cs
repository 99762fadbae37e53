using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>Takes the two signatures of a confirmed link, and makes the link when both are there. A call that was cut off is completed by the next one.</summary>
internal sealed class LinkSigning(LinkStore links, LinkMaking making, UserStore users, PartnerDirectory partners, TimeProvider clock)
{
    /// <summary>Takes an account's signature.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(LinkSigned? Signed, Problem? Problem)> SignAsync(Address user, Guid id, byte[] signature, CancellationToken cancel)
    {
        while (true)
        {
            var link = await links.FindAsync(id, cancel);
            if (link is null || !link.IsConfirmed || !link.IsOf(user) || clock.GetUtcNow() >= link.ExpiresAt)
                return await FindMadeAsync(user, id, cancel) ? (new LinkSigned(id, true), null) : (null, Problems.NoSuchLink());

            var other = link.Other(user);
            if (!await MeetAsync(user, other))
                return (null, Problems.NoSuchLink());
            if (!LinkRules.HasSigned(user, link.KeyOf(user), other, link.KeyOf(other), id, signature))
                return (null, Problems.SignatureWrong);
            if (await links.EndedAtAsync(user, other, cancel) >= link.AskedAt || !await AreStillAsync(link, cancel))
            {
                // Nor is half of it left by a call that was cut off.
                await making.UndoAsync(link, cancel);
                return (null, Problems.NoSuchLink());
            }

            var signed = link.SignatureOf(user) is not null ? link : await links.TryUpdateAsync(link.Signed(user, signature), cancel);
            if (signed is null)
                continue;
            if (signed.SignatureOf(other) is null)
                return (new LinkSigned(id, false), null);
            return await making.MakeAsync(signed, cancel) is { } problem ? (null, problem) : (new LinkSigned(id, true), null);
        }
    }

    // While the two are of different worlds there is no link between them; what is signed or made stays for when they meet again.
    private async Task<bool> MeetAsync(Address user, Address other) =>
        PartnerWorlds.Meet(await partners.FindAsync(user.Partner), await partners.FindAsync(other.Partner));

    private async Task<bool> AreStillAsync(PendingLink link, CancellationToken cancel) =>
        LinkRules.IsStill(await users.FindAsync(link.Asker.Partner, link.Asker.User, cancel), link.AskerKey)
        && LinkRules.IsStill(await users.FindAsync(link.Asked.Partner, link.Asked.User, cancel), link.AskedKey);

    // Made is what both records say. Half a link, whose other side was erased while it was written, goes.
    private async Task<bool> FindMadeAsync(Address user, Guid id, CancellationToken cancel)
    {
        var record = await users.FindAsync(user.Partner, user.User, cancel);
        if (record is not { IsEnlisted: true } || record.Links.FirstOrDefault(link => link.Id == id) is not { } made)
            return false;
        if (!await MeetAsync(user, made.Other))
            return false;
        if (LinkedAccounts.AreLinked(user, record, made.Other, await users.FindAsync(made.Other.Partner, made.Other.User, cancel)))
            return true;
        await making.RemoveAsync(id, user, cancel);
        return false;
    }
}
