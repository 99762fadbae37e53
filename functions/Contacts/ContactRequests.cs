using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Contacts;

/// <summary>
/// Requests to be allowed to write, after the consent model of the IETF's MIMI: one asks, the other grants, either ends it. Whoever
/// asks gets one answer, whether or not the other exists.
/// </summary>
internal sealed class ContactRequests(
    PartnerDirectory partners, Reachability reachability, Strangers strangers, DailyBudgets budgets, AddressKeys keys, TimeProvider clock)
{
    private readonly PassRules _rules = new(keys);

    /// <summary>Asks. A problem is about the asking user only.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Problem?> AskAsync(Address from, Address to, CancellationToken cancel)
    {
        if (await reachability.FindAsync(from) is not { OptedIn: true } sender)
            return OwnProblems.NotOptedIn();
        if (await budgets.TakeAsync(LimitTable.UserContactsDaily, LimitTable.PartnerContactsDaily, from, cancel) is { } refusal)
            return refusal.ToProblem();

        var fromPartner = await partners.FindAsync(from.Partner);
        var toPartner = await partners.FindAsync(to.Partner);
        var hash = keys.Relation(to, from);
        await strangers.ChangeAsync(
            from,
            to,
            PartnerEventTypes.ContactRequest,
            Facts(from, to),
            recipient =>
            {
                var mayAsk = _rules.MayAsk(from, to, new UserPair(fromPartner, toPartner, sender, recipient));
                var isOpenQuestion = recipient.Contact == ContactPolicy.OnRequest
                    & !recipient.Relations.Has(RelationKind.Granted, hash) & !recipient.Relations.Has(RelationKind.Asked, hash);
                return mayAsk & isOpenQuestion
                    ? recipient with { Relations = RelationBounds.WithAsked(recipient.Relations, hash, clock.GetUtcNow()) }
                    : recipient;
            },
            cancel);
        return null;
    }

    /// <summary>Takes a request back, if there is one.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task CancelAsync(Address from, Address to, CancellationToken cancel)
    {
        var hash = keys.Relation(to, from);
        return strangers.ChangeAsync(
            from,
            to,
            PartnerEventTypes.ContactCancelled,
            Facts(from, to),
            recipient => recipient.Relations.Has(RelationKind.Asked, hash)
                ? recipient with { Relations = recipient.Relations.Without(RelationKind.Asked, hash) }
                : recipient,
            cancel);
    }

    private static Dictionary<string, string> Facts(Address from, Address to) =>
        new() { ["user"] = to.User, ["fromPartner"] = from.Partner, ["fromUser"] = from.User };
}
