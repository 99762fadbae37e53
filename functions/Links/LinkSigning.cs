using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>Takes the two signatures of a confirmed link, and makes the link when both are there. A call that was cut off is completed by the next one.</summary>
internal sealed class LinkSigning(LinkStore links, LinkMaking making, UserStore users, TimeProvider clock)
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
            if (!LinkRules.HasSigned(user, link.KeyOf(user), other, link.KeyOf(other), id, signature))
                return (null, Problems.SignatureWrong);
            if (await links.EndedAtAsync(user, other, cancel) >= link.AskedAt)
                return (null, Problems.NoSuchLink());

            var signed = link.SignatureOf(user) is not null ? link : await links.TryUpdateAsync(link.Signed(user, signature), cancel);
            if (signed is null)
                continue;
            if (signed.SignatureOf(other) is null)
                return (new LinkSigned(id, false), null);
            return await making.MakeAsync(signed, cancel) is { } problem ? (null, problem) : (new LinkSigned(id, true), null);
        }
    }

    private async Task<bool> FindMadeAsync(Address user, Guid id, CancellationToken cancel) =>
        await users.FindAsync(user.Partner, user.User, cancel) is { IsEnlisted: true } record && record.Links.Any(link => link.Id == id);
}
