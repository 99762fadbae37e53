using Relay.Functions.Lanes;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Lanes.Tests.Fakes;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>The situations that are explored; the faults are added to them.</summary>
internal static class Family
{
    /// <summary>All of them by name.</summary>
    public static readonly IReadOnlyDictionary<string, Scenario> All = new Dictionary<string, Scenario>
    {
        ["one message"] = new() { Arrivals = [new(Lane(), new Letter(1, "ben"))] },
        ["two messages of a pair"] = new() { Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben"))] },
        ["a message that comes later"] = new() { Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben")) { Later = true }] },
        ["two lanes"] = new() { Arrivals = [new(Lane(0), new Letter(1, "ben")), new(Lane(1), new Letter(2, "cat"))], Spread = true, OneCallAtATime = true },
        ["a lane of each class"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(envelopeClass: EnvelopeClass.Urgent), new Letter(2, "ben"))],
            Spread = true,
            OneCallAtATime = true,
        },
        ["a batch in a claimed body"] = new() { Arrivals = [new(Lane(), new Letter(1, "ben"), new Letter(2, "cat")) { Claimed = true }] },
        ["a batch of which one is refused"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben"), new Letter(2, "cat")), new(Lane(), new Letter(3, "ben"))],
            Partner = partner => partner.Refuses.Add(1),
        },
        ["a recipient that waits"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "cat"), new Letter(3, "ben")), new(Lane(), new Letter(4, "cat"))],
            Partner = partner => partner.RetryFor.Add("ben"),
            AtRest = world => world.Happened.Count == 0 ? Delivered(world, 2, 4) : null,
        },
        ["a batch with a culprit"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben"), new Letter(2, "cat"), new Letter(3, "dan"))],
            Partner = FailsForEverOn(2),
            AtEnd = world => world.Held.Has(IdOf(world, 2)) || world.Happened.Contains(Scenario.Poll) ? null : "2 is not held",
        },
        ["a culprit alone in its lane"] = new()
        {
            Arrivals = [new(Lane(0), new Letter(1, "ben", TimeToLiveSeconds: 600)), new(Lane(1), new Letter(2, "cat")) { Later = true }],
            Spread = true,
            OneCallAtATime = true,
            Partner = FailsForEverOn(1),
            AtEnd = world => Delivered(world, 2),
        },
        ["one that expires"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben", TimeToLiveSeconds: 1)), new(Lane(), new Letter(2, "ben"))],
        },
        ["the same envelope in other company"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben", MadeAtSecond: 3)), new(Lane(), new Letter(1, "ben", MadeAtSecond: 3), new Letter(2, "ben", MadeAtSecond: 3)) { Later = true }],
        },
        ["another number of lanes"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(epoch: 2), new Letter(2, "ben")) { AfterChanges = 1 }],
            Changes = [partner => SamplePartner.WithLanes(partner, 2, World.Beginning)],
            LanesAtFirst = 1,
            MostSteps = 34,
            MostWaits = 1,
            Spread = true,
            OneCallAtATime = true,
        },
        ["one message for a partner that asks itself"] = new() { Arrivals = [new(Lane(), new Letter(1, "ben"))], Mode = DeliveryMode.Pull },
        ["a message that comes while the partner asks"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben")) { Later = true }],
            Mode = DeliveryMode.Pull,
            OneCallAtATime = true,
        },
        ["a partner that asks itself"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben"))],
            Mode = DeliveryMode.Pull,
        },
        ["a partner that asks itself, before it expires"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben", TimeToLiveSeconds: 40), new Letter(2, "cat"))],
            Mode = DeliveryMode.Pull,
        },
        ["from asking to being posted to"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben")) { AfterChanges = 1 }],
            Mode = DeliveryMode.Pull,
            OneCallAtATime = true,
            Changes = [partner => partner with { Mode = DeliveryMode.Push }],
        },
        ["from being posted to to asking"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben")) { AfterChanges = 1 }],
            Changes = [partner => partner with { Mode = DeliveryMode.Pull }],
            OneCallAtATime = true,
        },
        ["a short lease"] = new()
        {
            Arrivals = [new(Lane(), new Letter(1, "ben")), new(Lane(), new Letter(2, "ben"))],
            Lanes = Options(options => options.LeaseSeconds = 13),
        },
    };

    public static Scenario With(string family, string faults) => All[family] with
    {
        Faults = faults.Split(' ', StringSplitOptions.RemoveEmptyEntries).GroupBy(fault => fault).ToDictionary(same => same.Key, same => same.Count()),
    };

    public static Lane Lane(int number = 0, int epoch = 1, EnvelopeClass envelopeClass = EnvelopeClass.Normal) =>
        new(envelopeClass, epoch, Scenario.PartnerName, number);

    private static Action<Partner> FailsForEverOn(int number) => partner =>
    {
        partner.FailsOn.Add(number);
        partner.NeverMends = true;
    };

    private static LaneOptions Options(Action<LaneOptions> change)
    {
        var options = Scenario.Brisk();
        change(options);
        return options;
    }

    private static string? Delivered(World world, params int[] numbers)
    {
        var missing = numbers.Where(number => !world.Ledger.All.Any(entry => Letter.NumberOf(entry.Id) == number && entry.State == FinalState.Delivered)).ToList();
        return missing.Count == 0 ? null : $"{string.Join(" and ", missing)} was held back by others";
    }

    private static Guid IdOf(World world, int number) => world.Accepted.Keys.Single(id => Letter.NumberOf(id) == number);
}
