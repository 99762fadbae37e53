using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>The common mailbox: which accounts of a person a message goes to.</summary>
internal sealed class PersonAccounts(Reachability reachability)
{
    /// <summary>
    /// The account that was asked for and, where it and they want it, those that are linked to it and that the asker may write to
    /// as well; null when the asker may not write to it.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<IReadOnlyList<RecipientAccount>?> FindAsync(Address from, Address to)
    {
        var mayWrite = await reachability.MayWriteAsync(from, to);
        var record = await reachability.FindAsync(to);
        if (!mayWrite || record is null)
            return null;

        var accounts = new List<RecipientAccount> { RecipientAccount.Of(to, record) };
        foreach (var link in record.CommonMailbox ? record.Links : [])
        {
            if (link.Other != from && await reachability.FindAsync(link.Other) is { CommonMailbox: true } other
                && LinkedAccounts.AreLinked(to, record, link.Other, other) && await reachability.MayWriteAsync(from, link.Other))
            {
                accounts.Add(RecipientAccount.Of(link.Other, other, link));
            }
        }

        return accounts;
    }
}
