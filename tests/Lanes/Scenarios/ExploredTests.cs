using Relay.Lanes.Tests.Fakes;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Every execution of each situation with its faults, within the bounds (README.md says what they are).</summary>
public sealed class ExploredTests
{
    // Of all situations. Those with more orders, from lost locks, sweeps and polls, are named one by one.
    private static readonly string[] Faults =
    [
        "", Scenario.Crash, $"{Scenario.Crash} {Scenario.LateEffect}", Scenario.Outage, Scenario.SlowCall, Stores.LostAnswer,
        Partner.Fails, Partner.AnswerLost, Partner.Busy, Partner.Gone,
    ];

    // These have some thousand executions with most faults, which belong to the long run.
    private static readonly string[] Large = ["a lane of each class", "another number of lanes", "from asking to being posted to", "from being posted to to asking", "two lanes", "a culprit alone in its lane"];

    private static readonly (string Family, string Faults)[] Named =
    [
        ("one message", Scenario.LockLoss),
        ("one message", Scenario.Sweep),
        ("one message", $"{Partner.Fails} {Scenario.Crash}"),
        ("one message", $"{Partner.AnswerLost} {Scenario.Crash}"),
        ("one message", $"{Partner.Fails} {Partner.Fails} {Scenario.Crash}"),
        ("one message", $"{Scenario.Outage} {Scenario.Crash}"),
        ("one message", $"{Stores.LostAnswer} {Stores.LostAnswer}"),
        ("one message", $"{Partner.Fails} {Stores.LostAnswer}"),
        ("one that expires", $"{Partner.AnswerLost} {Scenario.Outage}"),
        ("one that expires", $"{Partner.AnswerLost} {Scenario.Crash}"),
        ("one that expires", $"{Scenario.Crash} {Partner.Busy}"),
        ("one that expires", $"{Scenario.Crash} {Partner.Gone}"),
        ("two messages of a pair", $"{Partner.Fails} {Scenario.Crash}"),
        ("two messages of a pair", $"{Scenario.Outage} {Scenario.Crash}"),
        ("two messages of a pair", Scenario.Sweep),
        ("the same envelope in other company", $"{Partner.Fails} {Stores.LostAnswer}"),
        ("one message for a partner that asks itself", Scenario.Poll),
        ("two lanes", Partner.Fails),
        ("two lanes", Partner.Gone),
        ("two lanes", Scenario.Outage),
        ("a culprit alone in its lane", ""),
        ("a culprit alone in its lane", Scenario.Crash),
        ("a culprit alone in its lane", Partner.Fails),
        ("a culprit alone in its lane", Partner.Gone),
        ("a lane of each class", ""),
        ("another number of lanes", ""),
        ("from asking to being posted to", ""),
        ("from being posted to to asking", ""),
    ];

    private static readonly string[] More = [Scenario.LockLoss, Scenario.Sweep, Scenario.Poll];

    public static TheoryData<string, string> Situations()
    {
        var data = new TheoryData<string, string>();
        var all = Explored.LongBound is not null;
        foreach (var family in Family.All.Keys.Where(family => all || !Large.Contains(family)))
        {
            foreach (var fault in Faults)
                data.Add(family, fault);
        }

        foreach (var (family, faults) in Named)
            data.Add(family, faults);
        if (!all)
            return data;

        foreach (var family in Family.All.Keys)
        {
            foreach (var fault in More)
            {
                foreach (var other in Faults)
                    data.Add(family, $"{fault} {other}".Trim());
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Explore_Situation_HoldsAllRules(string family, string faults) => Explored.All(Family.With(family, faults));
}
