using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary>Shows businesses: an account counts when the operator and the account's own partner name each other.</summary>
public sealed class BusinessViews(Reachability reachability)
{
    /// <summary>For partners: the accounts that both sides name.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<BusinessView> OfAsync(BusinessRecord business) =>
        View(business, [.. (await AccountsAsync(business)).Where(account => account.Confirmed is true).Select(account => account with { Confirmed = null })]);

    /// <summary>For operators: all accounts, and whether they are confirmed.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<BusinessView> OfAllAsync(BusinessRecord business) => View(business, await AccountsAsync(business));

    private async Task<BusinessAccountView[]> AccountsAsync(BusinessRecord business) =>
        await Task.WhenAll(business.Accounts.Select(async account =>
        {
            var record = await reachability.FindAsync(account.Account);
            return new BusinessAccountView(account.Account.Partner, account.Account.User, account.IsPreferred, record is { OptedIn: true } && record.Business == business.Name);
        }));

    private static BusinessView View(BusinessRecord business, IReadOnlyList<BusinessAccountView> accounts) => new(
        business.Name, business.DisplayName, business.About, business.Website, business.Picture, accounts, business.Verified, business.ChangedAt);
}
