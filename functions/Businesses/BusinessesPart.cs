using Relay.Functions.Erasure;

namespace Relay.Functions.Businesses;

/// <summary>
/// Takes an erased user out of the businesses that name it. It looks through all of them: an operator can name an account that has
/// not said so itself, and businesses are as many as operators verify.
/// </summary>
internal sealed class BusinessesPart(BusinessStore store) : IErasePart
{
    /// <inheritdoc/>
    public string Gone => "businesses";

    /// <inheritdoc/>
    public async Task EraseAsync(Erasing erasing, CancellationToken cancel)
    {
        await foreach (var listed in store.ListAsync(cancel))
        {
            var business = listed;
            while (business is not null && erasing.Covers(business.ChangedAt) && business.Accounts.Any(account => account.Account == erasing.User))
            {
                if (await store.TryUpdateAsync(business.Without(erasing.User), cancel))
                    break;
                business = await store.FindAsync(business.Name, cancel);
            }
        }
    }
}
