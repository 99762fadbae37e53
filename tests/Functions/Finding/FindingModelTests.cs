using Relay.Functions.Contacts;
using Relay.Functions.Finding;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Finding;

/// <summary>Who is found after any sequence of claims, removals, opt-outs, erasures and blocks, and what is left in the table, is what a list of names says.</summary>
public sealed class FindingModelTests
{
    private const int Runs = 30;
    private const int Steps = 60;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address[] Users = [new("home", "ana"), new("home", "eva"), new("abroad", "ben"), new("abroad", "bea"), new("third", "cem")];

    private static readonly Identifier[] Values =
    [
        new(Identifier.Number, "+4915112345678"), new(Identifier.Number, "+4915100000000"), new(Identifier.Handle, "star"), new(Identifier.Handle, "moon"),
    ];

    private static readonly string[][] Networks = [["*"], ["home"], ["abroad", "third"]];

    [Fact]
    public void Found_AfterAnySteps_AreThoseOfTheOracle()
    {
        var found = 0;
        Sequences.Hold(Runs, Steps, steps => Schedule.Run(0, async () =>
        {
            using var stores = new PeopleStores();
            await stores.OpenAsync();
            var run = new ModelRun(stores);
            foreach (var user in Users)
                await run.SetAsync(user, isIn: true, ["*"]);
            foreach (var step in steps)
            {
                await run.TakeAsync(step);
                found += await run.CompareAsync();
            }
        }));

        Assert.InRange(found, Runs * Steps / 4, int.MaxValue);
    }

    private sealed class Seeker
    {
        public bool IsEnlisted { get; set; }

        public bool IsIn { get; set; }

        public string[] OpenTo { get; set; } = [];

        public HashSet<Address> Blocked { get; } = [];

        public Dictionary<string, (Identifier Value, string[] Networks, DateTimeOffset Since)> Claims { get; } = [];

        public bool IsOpenTo(string network) => OpenTo.Contains("*") || OpenTo.Contains(network);
    }

    private sealed class ModelRun(PeopleStores stores)
    {
        private readonly PeopleProgram _program = new(stores, new LimitsOptions { UserFindsDaily = int.MaxValue, PartnerFindsDaily = int.MaxValue });
        private readonly Dictionary<Address, Seeker> _people = Users.ToDictionary(user => user, _ => new Seeker());

        public async Task SetAsync(Address user, bool isIn, string[] openTo)
        {
            await _program.SetAsync(user, settings => settings with { OptedIn = isIn, Partners = openTo });
            var person = _people[user];
            (person.IsEnlisted, person.IsIn, person.OpenTo) = (true, isIn, openTo);
            if (!isIn)
                person.Claims.Clear();
        }

        public async Task TakeAsync(ModelStep step)
        {
            stores.Clock.Advance(TimeSpan.FromSeconds(1));
            var user = Users[step.A % Users.Length];
            var other = Users[(step.A + 1 + (step.C % (Users.Length - 1))) % Users.Length];
            var value = Values[step.B % Values.Length];
            switch (step.Kind % 12)
            {
                case < 5:
                    await PutAsync(user, value, Networks[step.C % Networks.Length]);
                    break;
                case 5:
                    Assert.Equal(_people[user].IsEnlisted ? null : 404, (await _program.Identifiers.RemoveAsync(user, value.Kind, None))?.Status);
                    _people[user].Claims.Remove(value.Kind);
                    break;
                case < 8:
                    await SetAsync(user, step.C % 3 != 0, step.B % 3 == 0 ? ["home", "abroad"] : ["*"]);
                    break;
                case 8:
                    await _program.Erase.EraseAsync(user, None);
                    _people[user] = new Seeker();
                    break;
                case < 11 when _people[user].IsEnlisted:
                    await BlockAsync(user, other, step.Kind % 12 == 9);
                    break;
                default:
                    stores.Clock.Advance(TimeSpan.FromHours(20));
                    break;
            }
        }

        public async Task<int> CompareAsync()
        {
            var count = 0;
            foreach (var from in Users)
            {
                foreach (var value in Values)
                {
                    var (answer, problem) = await _program.Finder.FindAsync(from, value, None);
                    Assert.Equal(_people[from].IsIn ? null : "not-opted-in", problem?.Code);
                    if (answer is null)
                        continue;
                    Assert.Equal(Found(from, value), answer.Found);
                    count += answer.Found.Count;
                }
            }

            // As many rows as claims: none is left of what has ended.
            Assert.Equal(_people.Values.Sum(person => person.Claims.Count), stores.Finding.Rows.Count);
            foreach (var (user, person) in _people)
                Assert.Equal(person.Claims.Count, (await _program.FindAsync(user))?.Identifiers.Count ?? 0);
            return count;
        }

        private List<FoundUser> Found(Address from, Identifier value)
        {
            var seeker = _people[from];
            return
            [
                .. _people
                    .Where(each => each.Value.Claims.TryGetValue(value.Kind, out var claim) && claim.Value == value && (claim.Networks.Contains("*") || claim.Networks.Contains(from.Partner)))
                    .Where(each => each.Value.IsIn && each.Value.IsOpenTo(from.Partner) && seeker.IsOpenTo(each.Key.Partner) && !each.Value.Blocked.Contains(from))
                    .Select(each => new FoundUser(each.Key.Partner, each.Key.User, each.Key.Partner, each.Value.Claims[value.Kind].Since))
                    .OrderBy(user => user.Partner, StringComparer.Ordinal),
            ];
        }

        private async Task PutAsync(Address user, Identifier value, string[] networks)
        {
            var problem = await _program.Identifiers.PutAsync(user, value, networks, None);
            var person = _people[user];
            Assert.Equal(!person.IsEnlisted ? 404 : person.IsIn ? null : 409, problem?.Status);
            if (problem is not null)
                return;

            var since = person.Claims.TryGetValue(value.Kind, out var before) && before.Value == value ? before.Since : stores.Clock.GetUtcNow();
            foreach (var (_, former) in _people.Where(each => each.Key.Partner == user.Partner && each.Value.Claims.TryGetValue(value.Kind, out var claim) && claim.Value == value))
                former.Claims.Remove(value.Kind);
            person.Claims[value.Kind] = (value, networks, since);
        }

        private async Task BlockAsync(Address user, Address other, bool isBlocked)
        {
            var whom = new OtherUser(other.Partner, other.User);
            if (isBlocked)
                await _program.Blocks.BlockAsync(user, whom, None);
            else
                await _program.Blocks.UnblockAsync(user, whom, None);
            _ = isBlocked ? _people[user].Blocked.Add(other) : _people[user].Blocked.Remove(other);
        }
    }
}
