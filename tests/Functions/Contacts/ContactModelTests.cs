using Relay.Functions.Contacts;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Contacts;

/// <summary>
/// Who may write to whom after any sequence of requests, grants, blocks, links and settings is what <see cref="PassOracle"/> says of
/// the names; who is told what, and whose day is used up, is counted beside it.
/// </summary>
public sealed class ContactModelTests
{
    private const int Runs = 40;
    private const int Steps = 60;
    private const int OfUser = 6;
    private const int OfPartner = 9;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address[] Users = [new("home", "ana"), new("home", "eva"), new("abroad", "ben"), new("abroad", "bea"), new("third", "cem")];
    private static readonly string[][] Opens = [["*"], ["*"], ["home", "abroad"], ["third"]];

    [Fact]
    public void MayWrite_AfterAnySteps_IsWhatTheOracleSays()
    {
        var passed = 0;
        Sequences.Hold(Runs, Steps, steps => Schedule.Run(0, async () =>
        {
            using var stores = new PeopleStores();
            await stores.OpenAsync();
            var run = new ModelRun(stores);
            foreach (var user in Users)
                await run.SetAsync(user, "in", ["*"], onRequest: true);
            foreach (var step in steps)
            {
                await run.TakeAsync(step);
                passed += await run.CompareAsync();
            }
        }));

        var pairs = Runs * Steps * Users.Length * (Users.Length - 1);
        Assert.InRange(passed, pairs / 20, pairs * 19 / 20);
    }

    private sealed class ModelRun(PeopleStores stores)
    {
        private readonly PeopleProgram _program = new(stores, new LimitsOptions { UserContactsDaily = OfUser, PartnerContactsDaily = OfPartner });
        private readonly Dictionary<Address, Person> _people = [];
        private readonly Dictionary<(string, DateTime), int> _used = [];
        private readonly Dictionary<string, int> _told = new() { ["contact.request"] = 0, ["contact.cancelled"] = 0, ["contact.granted"] = 0 };

        public async Task SetAsync(Address user, string state, string[] openTo, bool onRequest)
        {
            await _program.SetAsync(user, settings => settings with
            {
                OptedIn = state == "in",
                Partners = openTo,
                Contact = onRequest ? ContactPolicy.OnRequest : ContactPolicy.Open,
            });
            var person = new Person { Address = user, State = state, OpenTo = openTo, OnRequest = onRequest };
            if (_people.TryGetValue(user, out var before))
            {
                person.BlockedUsers.AddRange(before.BlockedUsers);
                person.BlockedNetworks.AddRange(before.BlockedNetworks);
                person.Granted.AddRange(before.Granted);
                person.Asked.AddRange(before.Asked);
                person.Linked.AddRange(before.Linked);
            }

            _people[user] = person;
            // Whoever opts out has no links.
            if (state == "out")
                person.Linked.ToList().ForEach(other => Unlink(user, other));
        }

        public async Task TakeAsync(ModelStep step)
        {
            var user = Users[step.A % Users.Length];
            var other = Users[(step.A + 1 + (step.B % (Users.Length - 1))) % Users.Length];
            var (own, its) = (_people[user], _people[other]);
            switch (step.Kind % 16)
            {
                case < 4:
                    Assert.Equal(Ask(own, its), (await _program.Requests.AskAsync(user, other, None))?.Code);
                    break;
                case 4:
                    await _program.Requests.CancelAsync(user, other, None);
                    _told["contact.cancelled"] += its.Asked.Remove(user) ? 1 : 0;
                    break;
                case < 8:
                    Assert.NotNull((await _program.Grants.GrantAsync(user, other, None)).Since);
                    Grant(own, other);
                    break;
                case 8:
                    Assert.Null(await _program.Grants.RevokeAsync(user, other, None));
                    own.Granted.Remove(other);
                    break;
                case < 11:
                    await BlockAsync(own, other, step.C % 4 == 0, isBlocked: true);
                    break;
                case < 13:
                    await BlockAsync(own, other, step.C % 4 == 0, isBlocked: false);
                    break;
                case 13:
                    await SetAsync(user, step.C % 4 == 0 ? "out" : "in", Opens[step.B % Opens.Length], step.C % 3 != 0);
                    break;
                case 14:
                    stores.Clock.Advance(TimeSpan.FromHours(8));
                    break;
                default:
                    await LinkAsync(own, its);
                    break;
            }
        }

        public async Task<int> CompareAsync()
        {
            var passed = 0;
            foreach (var from in _people.Values)
            {
                foreach (var to in _people.Values.Where(to => to != from))
                {
                    var mayWrite = await _program.Reachability.MayWriteAsync(from.Address, to.Address);
                    Assert.Equal(PassOracle.MayWrite(from, NetworkOf(from), to, NetworkOf(to)), mayWrite);
                    passed += mayWrite ? 1 : 0;
                }

                var relations = (await _program.FindAsync(from.Address))!.Relations;
                Assert.Equal(
                    (from.BlockedUsers.Count, from.BlockedNetworks.Count, from.Granted.Count, from.Asked.Count),
                    (relations.CountOf(RelationKind.BlockedUser), relations.CountOf(RelationKind.BlockedNetwork), relations.CountOf(RelationKind.Granted), relations.CountOf(RelationKind.Asked)));
            }

            foreach (var (type, count) in _told)
                Assert.Equal(count, _program.Told(type).Count);
            return passed;
        }

        // What the asker is answered follows from the asker alone.
        private string? Ask(Person from, Person to)
        {
            if (from.State != "in")
                return "not-opted-in";
            if (!Take(from.Address.ToString(), OfUser) || !Take(from.Address.Partner, OfPartner))
                return "too-fast";
            if (PassOracle.MayAsk(from, NetworkOf(from), to, NetworkOf(to)) && to.OnRequest && !to.Granted.Contains(from.Address) && !to.Asked.Contains(from.Address))
            {
                to.Asked.Add(from.Address);
                _told["contact.request"]++;
            }

            return null;
        }

        private void Grant(Person own, Address other)
        {
            if (own.Granted.Contains(other))
                return;
            own.Granted.Add(other);
            _told["contact.granted"] += own.Asked.Remove(other) ? 1 : 0;
        }

        private async Task BlockAsync(Person own, Address other, bool isNetwork, bool isBlocked)
        {
            var whom = new OtherUser(other.Partner, isNetwork ? null : other.User);
            if (isBlocked)
                Assert.NotNull((await _program.Blocks.BlockAsync(own.Address, whom, None)).Since);
            else
                Assert.Null(await _program.Blocks.UnblockAsync(own.Address, whom, None));

            // With all accounts of the person, but for one that it is about.
            foreach (var account in own.Linked.Where(linked => isNetwork || linked != other).Select(linked => _people[linked]).Append(own))
            {
                if (isNetwork)
                    Set(account.BlockedNetworks, other.Partner, isBlocked);
                else if (Set(account.BlockedUsers, other, isBlocked) && isBlocked)
                    _ = account.Granted.Remove(other) | account.Asked.Remove(other);
            }
        }

        private async Task LinkAsync(Person own, Person its)
        {
            if (own.State != "in" || its.State != "in" || !own.OpenTo.Contains("*") || !its.OpenTo.Contains("*"))
                return;
            if (own.Linked.Contains(its.Address))
            {
                await _program.Ending.EndAsync(own.Address, its.Address, None);
                Unlink(own.Address, its.Address);
            }
            else if (!its.BlockedUsers.Contains(own.Address) && !its.BlockedNetworks.Contains(own.Address.Partner) && own.Linked.Count < 4 && its.Linked.Count < 4)
            {
                // A link of this moment, and not one that the same moment has ended.
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
                await new PeopleProgram(stores, new LimitsOptions { UserLinkAsks = 1_000, UserLinkCodes = 1_000 }).LinkAsync(own.Address, its.Address);
                own.Linked.Add(its.Address);
                its.Linked.Add(own.Address);
            }
        }

        private void Unlink(Address one, Address other)
        {
            _people[one].Linked.Remove(other);
            _people[other].Linked.Remove(one);
        }

        private bool Take(string whose, int most)
        {
            var key = (whose, stores.Clock.GetUtcNow().UtcDateTime.Date);
            if (_used.GetValueOrDefault(key) >= most)
                return false;
            _used[key] = _used.GetValueOrDefault(key) + 1;
            return true;
        }

        private static bool Set<T>(List<T> list, T item, bool isIn)
        {
            if (list.Contains(item) == isIn)
                return false;
            if (isIn)
                list.Add(item);
            else
                list.Remove(item);
            return true;
        }

        private static Network NetworkOf(Person person) => new(person.Address.Partner, []);
    }
}
