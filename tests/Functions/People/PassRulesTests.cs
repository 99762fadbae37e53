using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

/// <summary>The rules against an oracle that was written from their description, over twenty thousand pairs of people.</summary>
public sealed class PassRulesTests
{
    private const int Runs = 20_000;

    private static readonly AddressKeys Keys = SamplePeople.Keys();
    private static readonly PassRules Rules = new(Keys);
    private static readonly string[] Names = ["home", "abroad", "third"];
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // All who can meet: few, so that blocks, grants and links often hit.
    private static readonly Address[] Everyone = [.. Names.SelectMany(network => new[] { "ana", "ben" }, (network, user) => new Address(network, user))];

    [Fact]
    public void MayPassAndMayAsk_OfAnyTwo_AreWhatTheOracleSays()
    {
        var passed = 0;
        var asked = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(SamplePeople.Seeds, seed =>
        {
            var random = new Random(seed);
            var from = Person(random, Everyone[random.Next(Everyone.Length)]);
            var to = Person(random, Everyone[random.Next(Everyone.Length)]);
            var (fromNetwork, toNetwork) = (Network(random, from.Address.Partner), Network(random, to.Address.Partner));
            if (fromNetwork.Name == toNetwork.Name)
                toNetwork = fromNetwork;
            var pair = new UserPair(fromNetwork.Record, toNetwork.Record, from.Record(Keys, random), to.Record(Keys, random));

            var (mayPass, mayAsk) = (Rules.MayPass(from.Address, to.Address, pair), Rules.MayAsk(from.Address, to.Address, pair));

            passed += mayPass ? 1 : 0;
            asked += mayAsk ? 1 : 0;
            return mayPass == PassOracle.MayWrite(from, fromNetwork, to, toNetwork) && mayAsk == PassOracle.MayAsk(from, fromNetwork, to, toNetwork);
        }));

        // Neither answer is rare, or the comparison would say little.
        Assert.InRange(passed, Runs / 20, Runs * 19 / 20);
        Assert.InRange(asked, Runs / 20, Runs * 19 / 20);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void WasErased_ByTimeOfAcceptance_TakesInTheMomentItself(int seconds, bool expected)
    {
        var erased = new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = Noon };
        var other = new UserRecord(true, [], []);
        Assert.Equal(expected, PassRules.WasErased(new UserPair(null, null, erased, other), Noon.AddSeconds(seconds)));
        Assert.Equal(expected, PassRules.WasErased(new UserPair(null, null, other, erased), Noon.AddSeconds(seconds)));
        Assert.False(PassRules.WasErased(new UserPair(null, null, other, null), Noon.AddSeconds(seconds)));
    }

    private static Network Network(Random random, string name) => new(
        name,
        random.Next(20) == 0 ? null : random.Next(3) > 0 ? [] : SamplePeople.Some(random, ["DE", "FR"]),
        random.Next(10) switch { 0 => PartnerStatus.Sandbox, 1 => PartnerStatus.Suspended, 2 => random.Next(2) == 0 ? PartnerStatus.Requested : PartnerStatus.Ended, _ => PartnerStatus.Live },
        random.Next(3) == 0 ? PartnerStatus.Sandbox : PartnerStatus.Live);

    private static Person Person(Random random, Address address)
    {
        var person = new Person
        {
            Address = address,
            State = random.Next(12) switch { 0 => "unknown", 1 => "erased", 2 => "out", _ => "in" },
            OpenTo = random.Next(3) > 0 ? ["*"] : SamplePeople.Some(random, Names),
            Territory = random.Next(4) == 0 ? null : random.Next(2) == 0 ? "DE" : "FR",
            OnRequest = random.Next(3) == 0,
        };
        foreach (var other in Everyone)
        {
            Maybe(random, 8, person.Linked, other);
            Maybe(random, 12, person.BlockedUsers, other);
            Maybe(random, 3, person.Granted, other);
            Maybe(random, 3, person.Asked, other);
        }

        foreach (var network in Names)
            Maybe(random, 12, person.BlockedNetworks, network);
        return person;
    }

    private static void Maybe<T>(Random random, int oneIn, List<T> list, T item)
    {
        if (random.Next(oneIn) == 0)
            list.Add(item);
    }
}
