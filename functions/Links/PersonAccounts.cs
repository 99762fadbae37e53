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
    public async Task<IReadOnlyList<RecipientAccount>?> FindAsync(Address from, Address to) =>
        await FindAsync(from, to, reachability.FindAsync) is { } accounts
            ? [.. accounts.Select(account => RecipientAccount.Of(account.Address, account.Record, account.Link))]
            : null;

    /// <summary>The same with the records that <paramref name="find"/> gives, which is asked only about those who may be written to and their links.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<IReadOnlyList<FoundAccount>?> FindAsync(Address from, Address to, Func<Address, ValueTask<UserRecord?>> find)
    {
        if (!await reachability.MayWriteAsync(from, to) || await find(to) is not { } record)
            return null;

        var accounts = new List<FoundAccount> { new(to, record, null) };
        foreach (var link in record.CommonMailbox ? record.Links : [])
        {
            if (link.Other != from && await find(link.Other) is { CommonMailbox: true } other
                && LinkedAccounts.AreLinked(to, record, link.Other, other) && await reachability.MayWriteAsync(from, link.Other))
            {
                accounts.Add(new FoundAccount(link.Other, other, link));
            }
        }

        return accounts;
    }
}

/// <summary>An account of a person.</summary>
/// <param name="Address">The account.</param>
/// <param name="Record">Its record.</param>
/// <param name="Link">What links the account that was asked for to it; null of that account itself.</param>
internal sealed record FoundAccount(Address Address, UserRecord Record, UserLink? Link);
