using Relay.Functions.Contacts;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Links;

/// <summary>
/// Links after any sequence of what people and their partners can do: they are there when <see cref="LinkOracle"/> says so, under the
/// same id on both sides, and every answer is the oracle's.
/// </summary>
public sealed class LinkModelTests
{
    private const int Runs = 40;
    private const int Steps = 70;
    private const int Asks = 4;
    private const int Codes = 3;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address[] Users = [.. PeopleStores.Networks.SelectMany(network => new[] { "ana", "ben" }, (network, user) => new Address(network, user))];
    private static readonly Address Nobody = new("home", "nobody");
    private static readonly TimeSpan[] Whiles = [TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(10), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    [Fact]
    public void Links_AfterAnySteps_AreThoseOfTheOracle()
    {
        var seen = new Dictionary<string, int>();
        Sequences.Hold(Runs, Steps, steps => Schedule.Run(0, () => RunAsync(steps, seen)));

        // What is to be told apart has come up.
        foreach (var answer in new[] { "told", "not told", "confirmed", "not confirmed", "signed", "made", "not-found", "signature-wrong", "not-opted-in", "too-fast" })
            Assert.True(seen.GetValueOrDefault(answer) >= Runs / 10, string.Join(", ", seen.Select(count => $"{count.Key}: {count.Value}")));
    }

    private static async Task RunAsync(ModelStep[] steps, Dictionary<string, int> seen)
    {
        using var stores = new PeopleStores();
        await stores.OpenAsync();
        var run = new ModelRun(stores, seen);
        foreach (var user in Users)
            await run.EnlistAsync(user);
        foreach (var step in steps)
        {
            await run.TakeAsync(step);
            await run.CompareAsync();
        }
    }

    private sealed class ModelRun(PeopleStores stores, Dictionary<string, int> seen)
    {
        private readonly PeopleProgram _program = new(stores, new LimitsOptions { UserLinkAsks = Asks, UserLinkCodes = Codes });
        private readonly LinkOracle _oracle = new(stores.Clock, Asks, Codes);

        public async Task EnlistAsync(Address user)
        {
            if (!_oracle.Accounts.TryGetValue(user, out var account))
                _oracle.Accounts[user] = account = new LinkAccount();
            await _program.SetAsync(user, key: account.Key);
            (account.IsEnlisted, account.OptedIn) = (true, true);
        }

        public async Task TakeAsync(ModelStep step)
        {
            if (step.C % 4 != 0)
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
            var user = Users[step.A % Users.Length];
            var other = Users[(step.A + 1 + (step.B % (Users.Length - 1))) % Users.Length];
            switch (step.Kind % 24)
            {
                case < 3:
                    await AskAsync(user, step.C % 16 == 0 ? Nobody : other);
                    break;
                case < 10 when _oracle.Asked.Count == 0:
                    break;
                case < 6:
                    await ConfirmAsync(Pick(step.A), step.B);
                    break;
                case < 10:
                    await SignAsync(Pick(step.A), step.B, step.C);
                    break;
                case 10:
                    await _program.Ending.EndAsync(user, other, None);
                    _oracle.End(user, other);
                    break;
                case 11:
                    await SetAsync(user, step.B % 2 == 0, newKey: false);
                    break;
                case 12:
                    await SetAsync(user, optedIn: true, newKey: true);
                    break;
                case 13:
                    await _program.Erase.EraseAsync(user, None);
                    _oracle.Erase(user);
                    break;
                case 14:
                    await EnlistAsync(user);
                    break;
                case 15:
                    stores.Clock.Advance(Whiles[step.B % Whiles.Length]);
                    break;
                case 16:
                    await BlockAsync(user, other, step.C % 2 == 0);
                    break;
                case 17:
                    await _program.LinkStore.SweepAsync(stores.Clock.GetUtcNow(), None);
                    break;
                default:
                    await LinkAsync(user, other, signatures: step.C % 3);
                    break;
            }
        }

        public async Task CompareAsync()
        {
            foreach (var (user, account) in _oracle.Accounts)
            {
                var record = await _program.FindAsync(user);
                Assert.Equal(account.IsEnlisted, record is not null);
                Assert.Equal(account.Links.OrderBy(link => link.Value), (record?.Links ?? []).Select(link => KeyValuePair.Create(link.Other, link.Id)).OrderBy(link => link.Value));
            }

            foreach (var link in _oracle.Asked)
            {
                if (await _program.LinkStore.FindAsync(link.Id, None) is { } row)
                    Assert.Equal((false, link.Tries, link.SignBy is not null), (link.IsGone, row.Tries, row.IsConfirmed));
            }
        }

        private AskedLink Pick(int number) => _oracle.Asked[^(1 + (number % Math.Min(3, _oracle.Asked.Count)))];

        private async Task<AskedLink?> AskAsync(Address user, Address other)
        {
            var (asked, problem) = await _program.Asking.AskAsync(user, other, None);
            var why = _oracle.WhyNotAsk(user);
            Assert.Equal(why, problem?.Code);
            if (asked is null)
            {
                Note(why!);
                return null;
            }

            var code = _program.CodeOf(asked.Link);
            Assert.Equal(_oracle.IsToldACode(user, other), code is not null);
            Assert.Equal(stores.Clock.GetUtcNow().AddMinutes(10), asked.ExpiresAt);
            Note(code is null ? "not told" : "told");
            var otherKey = _oracle.Accounts.TryGetValue(other, out var account) ? account.Key : -1;
            var link = new AskedLink(asked.Link, user, other, _oracle.Accounts[user].Key, otherKey, code, stores.Clock.GetUtcNow());
            _oracle.Asked.Add(link);
            return link;
        }

        private async Task ConfirmAsync(AskedLink link, int how)
        {
            var user = how % 8 == 0 ? Users[how % Users.Length] : link.Asker;
            var code = how % 3 != 0 && link.Code is not null ? link.Code : "99999999";
            var (confirmed, problem) = await _program.Confirming.ConfirmAsync(user, link.Id, code, None);
            Assert.Equal(_oracle.Confirm(link, user, code), confirmed is not null);
            if (confirmed is null)
                Assert.Equal((403, "link-code-wrong"), (problem!.Status, problem.Code));
            Note(confirmed is null ? "not confirmed" : "confirmed");
        }

        private async Task SignAsync(AskedLink link, int who, int how)
        {
            var user = who % 8 == 0 ? Users[who % Users.Length] : who % 2 == 0 ? link.Asker : link.Asked;
            if (user == Nobody)
                return;
            var other = link.Other(user);
            var isRight = how % 4 != 0 && link.IsOf(user);
            var key = isRight ? link.KeyOf(user) : 1_000;
            var (signed, problem) = await _program.SignAsync(user, key, other, stores.Identity(other, link.KeyOf(other)).PublicKey, link.Id);
            var expected = _oracle.Sign(link, user, isRight);
            Assert.Equal(expected, problem?.Code ?? (signed!.Made ? "made" : "signed"));
            Note(expected);
        }

        // As far as so many signatures.
        private async Task LinkAsync(Address user, Address other, int signatures)
        {
            if (await AskAsync(user, other) is not { Code: not null } link)
                return;
            await ConfirmAsync(link, 1);
            if (signatures > 0)
                await SignAsync(link, 2, 1);
            if (signatures > 1)
                await SignAsync(link, 1, 1);
        }

        private async Task SetAsync(Address user, bool optedIn, bool newKey)
        {
            var account = _oracle.Accounts[user];
            if (!account.IsEnlisted)
                return;
            account.Key += newKey ? 1 : 0;
            await _program.SetAsync(user, settings => settings with { OptedIn = optedIn }, account.Key);
            account.OptedIn = optedIn;
            if (newKey || !optedIn)
                _oracle.EndAll(user);
        }

        private async Task BlockAsync(Address user, Address other, bool isBlocked)
        {
            if (!_oracle.Accounts[user].IsEnlisted)
                return;
            var whom = new OtherUser(other.Partner, other.User);
            if (isBlocked)
                await _program.Blocks.BlockAsync(user, whom, None);
            else
                await _program.Blocks.UnblockAsync(user, whom, None);
            _oracle.Block(user, other, isBlocked);
        }

        private void Note(string answer) => seen[answer] = seen.GetValueOrDefault(answer) + 1;
    }
}
