using Relay.Functions.Contacts;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary>
/// Answers who is known by a number or a handle. Nobody learns from it who exists and does not want to be found: an empty answer
/// takes the same calls to the stores as one with a user in it, cold and cached.
/// </summary>
internal sealed class Finder(PartnerDirectory partners, Reachability reachability, FindingStore store, DailyBudgets budgets, AddressKeys keys)
{
    // Users are looked up in groups of so many; where there are fewer claims, nobodies fill the group. More partners than this
    // seldom claim one number.
    private const int GroupSize = 4;

    private readonly PassRules _rules = new(keys);

    /// <summary>Finds; a problem is about the asking user only.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(FindAnswer? Answer, Problem? Problem)> FindAsync(Address from, Identifier identifier, CancellationToken cancel)
    {
        if (await reachability.FindAsync(from) is not { OptedIn: true } sender)
            return (null, OwnProblems.NotOptedIn());
        if (await budgets.TakeAsync(LimitTable.UserFindsDaily, LimitTable.PartnerFindsDaily, from, cancel) is { } refusal)
            return (null, refusal.ToProblem());

        var row = store.RowOf(identifier);
        var all = await partners.AllAsync();
        var claims = await store.ReadAsync(row, cancel);
        var records = await Task.WhenAll(Filled(claims, from, row).Select(address => reachability.FindAsync(address).AsTask()));

        var found = new List<FoundUser>();
        for (var i = 0; i < claims.Count; i++)
        {
            var (to, since) = claims[i];
            var pair = new UserPair(all.GetValueOrDefault(from.Partner), all.GetValueOrDefault(to.Partner), sender, records[i]);
            if (_rules.MayAsk(from, to, pair) & IsFindable(records[i], row, from.Partner))
                found.Add(new FoundUser(to.Partner, to.User, to.Partner, since));
        }

        return (new FindAnswer(found), null);
    }

    // The same nobodies for the same question: a real user would be cached the second time, too.
    private static IEnumerable<Address> Filled(IReadOnlyList<Claim> claims, Address from, string row)
    {
        var places = Math.Max(1, (claims.Count + GroupSize - 1) / GroupSize) * GroupSize;
        return Enumerable.Range(0, places).Select(place => place < claims.Count ? claims[place].Address : new Address(from.Partner, $"{row} {place}"));
    }

    private static bool IsFindable(UserRecord? record, string row, string network)
    {
        foreach (var identifier in record?.Identifiers ?? [])
        {
            if (identifier.Row == row)
                return identifier.Partners.Contains(UserRecord.AllPartners) || identifier.Partners.Contains(network);
        }

        return false;
    }
}
