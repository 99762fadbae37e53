using Relay.Functions.Receipts;

namespace Relay.Functions.Erasure;

/// <summary>
/// Removes events that name an erased user and that nobody has taken yet, and tells the providers of linked accounts. What they are
/// told names the user a last time, to those who were linked.
/// </summary>
internal sealed class EventsPart(IEventStore store, IPartnerEvents events) : IErasePart
{
    /// <inheritdoc/>
    public string Gone => "events";

    /// <inheritdoc/>
    public async Task EraseAsync(Erasing erasing, CancellationToken cancel)
    {
        await foreach (var stored in store.AllAsync(cancel))
        {
            if (EventFacts.Names(stored, erasing.User) && EventFacts.TypeOf(stored) != PartnerEventTypes.UserErased && erasing.Covers(EventFacts.At(stored)))
                await store.RemoveAsync(stored, cancel);
        }

        foreach (var link in erasing.Before.Links)
        {
            var facts = new Dictionary<string, string> { ["user"] = link.Other.User, ["partner"] = erasing.User.Partner, ["other"] = erasing.User.User };
            await events.TellAsync(link.Other.Partner, erasing.User.Partner, PartnerEventTypes.UserErased, facts, cancel);
        }
    }
}
