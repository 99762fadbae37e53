using Relay.Functions.Businesses;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Businesses;

/// <summary>What a business shows after any sequence of what operators and accounts say: the accounts that both name, the preferred one among those that the operator names.</summary>
public sealed class BusinessModelTests
{
    private const int Runs = 50;
    private const int Steps = 50;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address[] Users = [new("home", "ana"), new("abroad", "ben"), new("abroad", "bea"), new("third", "cem")];
    private static readonly string[] Names = ["bakery", "cinema"];

    [Fact]
    public void Shown_AfterAnySteps_AreTheAccountsThatBothSidesName() => Sequences.Hold(Runs, Steps, steps => Schedule.Run(0, async () =>
    {
        using var stores = new PeopleStores();
        await stores.OpenAsync();
        var run = new ModelRun(stores);
        foreach (var step in steps)
        {
            await run.TakeAsync(step);
            await run.CompareAsync();
        }
    }));

    [Fact]
    public void ErasuresAtOnce_OfTwoAccounts_TakeOutBothAndLeaveOnePreferred()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            Schedule.Run(seed, async () =>
            {
                using var stores = new PeopleStores();
                await stores.OpenAsync();
                var (one, two) = (new PeopleProgram(stores), new PeopleProgram(stores));
                foreach (var user in Users)
                    await one.SetAsync(user);
                await one.Businesses.PutAsync(Business(stores, "bakery", Users, preferred: 0), None);

                await Task.WhenAll(one.Erase.EraseAsync(Users[0], None), two.Erase.EraseAsync(Users[1], None), two.Erase.EraseAsync(Users[3], None));

                Assert.Equal([new BusinessAccount(Users[2], true)], (await one.Businesses.FindAsync("bakery", None))!.Accounts);
            });
        }
    }

    private static BusinessRecord Business(PeopleStores stores, string name, IReadOnlyList<Address> accounts, int preferred) => new(
        name, name, [.. accounts.Select((account, i) => new BusinessAccount(account, i == preferred))], new BusinessVerification("Chamber", stores.Clock.GetUtcNow(), "1"))
    {
        ChangedAt = stores.Clock.GetUtcNow(),
    };

    private sealed class ModelRun(PeopleStores stores)
    {
        private readonly PeopleProgram _program = new(stores);
        private readonly Dictionary<Address, (bool IsIn, string? Says)?> _people = Users.ToDictionary(user => user, _ => default((bool, string?)?));
        private readonly Dictionary<string, List<(Address Account, bool IsPreferred)>> _businesses = [];
        private readonly HashSet<Address> _known = [];

        public async Task TakeAsync(ModelStep step)
        {
            stores.Clock.Advance(TimeSpan.FromSeconds(1));
            var user = Users[step.A % Users.Length];
            var name = Names[step.B % Names.Length];
            switch (step.Kind % 8)
            {
                case < 2:
                    Address[] accounts = [.. Users.Where((_, i) => ((step.C >> i) & 1) == 1).DefaultIfEmpty(user)];
                    await _program.Businesses.PutAsync(Business(stores, name, accounts, step.A % accounts.Length), None);
                    _businesses[name] = [.. accounts.Select((account, i) => (account, i == step.A % accounts.Length))];
                    break;
                case 2:
                    await _program.Businesses.RemoveAsync(name, None);
                    _businesses.Remove(name);
                    break;
                case 3:
                    await _program.SetAsync(user, settings => settings with { OptedIn = step.C % 4 != 0 });
                    _people[user] = (step.C % 4 != 0, _people[user]?.Says);
                    _known.Add(user);
                    break;
                case < 7:
                    await SayAsync(user, step.C % 5 == 0 ? null : name);
                    break;
                default:
                    await _program.Erase.EraseAsync(user, None);
                    Erase(user);
                    break;
            }
        }

        public async Task CompareAsync()
        {
            var reader = (await stores.Partners.FindAsync("home", None))!;
            foreach (var name in Names)
            {
                var business = await _program.Businesses.FindAsync(name, None);
                Assert.Equal(_businesses.ContainsKey(name), business is not null);
                if (business is null)
                    continue;

                var named = _businesses[name];
                var all = (await _program.BusinessViews.OfAllAsync(business)).Accounts;
                Assert.Equal(named.Select(one => (one.Account.Partner, one.Account.User, one.IsPreferred, (bool?)IsConfirmed(one.Account, name))), all.Select(one => (one.Partner, one.User, one.Preferred, one.Confirmed)));
                var shown = (await _program.BusinessViews.OfAsync(business, reader)).Accounts;
                Assert.Equal(named.Where(one => IsConfirmed(one.Account, name)).Select(one => (one.Account.Partner, one.Account.User)), shown.Select(one => (one.Partner, one.User)));
                Assert.True(named.Count == 0 || all.Count(one => one.Preferred) == 1);
            }
        }

        private bool IsConfirmed(Address account, string name) => _people[account] is { IsIn: true } person && person.Says == name;

        private async Task SayAsync(Address user, string? name)
        {
            await _program.Users.ChangeAsync(user, record => record is { IsEnlisted: true } ? record with { Business = name } : record, None);
            if (_people[user] is { } person)
                _people[user] = (person.IsIn, name);
        }

        private void Erase(Address user)
        {
            // Who was never enlisted is not erased.
            if (!_known.Contains(user))
                return;
            _people[user] = null;
            foreach (var accounts in _businesses.Values.Where(accounts => accounts.RemoveAll(one => one.Account == user) > 0 && accounts.Count > 0 && !accounts.Exists(one => one.IsPreferred)))
                accounts[0] = (accounts[0].Account, true);
        }
    }
}
