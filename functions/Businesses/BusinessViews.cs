using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary>Shows businesses: an account counts when the operator and the account's own partner name each other.</summary>
public sealed class BusinessViews(PartnerDirectory partners, Reachability reachability)
{
    /// <summary>For a partner: the accounts that both sides name, of partners that it has to do with.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<BusinessView> OfAsync(BusinessRecord business, PartnerRecord reader)
    {
        var shown = new List<BusinessAccountView>();
        foreach (var account in await AccountsAsync(business))
        {
            if (account.Confirmed is true && PartnerWorlds.Meet(reader, await partners.FindAsync(account.Partner)))
                shown.Add(account with { Confirmed = null });
        }

        return View(business, shown);
    }

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
