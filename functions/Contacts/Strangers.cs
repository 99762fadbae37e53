using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Contacts;

/// <summary>
/// Changes another partner's user for one who may not learn whether that user exists: whatever comes of it, the same calls go to
/// the stores, in the same order.
/// </summary>
internal sealed class Strangers(UserStore users, Reachability reachability, PartnerDirectory partners, IPartnerEvents events, Decoy decoy)
{
    /// <summary>
    /// Changes the stranger, and tells the stranger's partner, where <paramref name="change"/> gives another record. Told before it
    /// is written: a call that was cut off is repeated, and what is written already would not be told then. A partner of another world is
    /// not told.
    /// </summary>
    /// <param name="by">Whose doing it is.</param>
    /// <param name="stranger">The user, who may not exist.</param>
    /// <param name="eventType">What the stranger's partner is told.</param>
    /// <param name="facts">With these facts.</param>
    /// <param name="change">Gives the next record of an enlisted user; the very same one where nothing is to be done.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task ChangeAsync(
        Address by, Address stranger, string eventType, IReadOnlyDictionary<string, string> facts, Func<UserRecord, UserRecord> change, CancellationToken cancel)
    {
        var areApart = PartnerWorlds.AreApart(await partners.FindAsync(by.Partner), await partners.FindAsync(stranger.Partner));
        var present = await users.FindAsync(stranger.Partner, stranger.User, cancel);
        if (present is { IsEnlisted: true } && !ReferenceEquals(change(present), present))
        {
            if (areApart)
                await decoy.TellAsync(stranger.Partner, cancel);
            else
                await events.TellAsync(stranger.Partner, by.Partner, eventType, facts, cancel);
            await users.ChangeAsync(stranger, record => record is { IsEnlisted: true } ? change(record) : record, cancel);
        }
        else
        {
            await decoy.TellAsync(stranger.Partner, cancel);
            await decoy.ChangeAsync(stranger, cancel);
        }

        // In any case, or the next call's reads would tell.
        reachability.Forget(stranger);
    }
}
