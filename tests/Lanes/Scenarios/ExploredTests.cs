namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Every execution of each situation with each of its faults, within the bounds.</summary>
public sealed class ExploredTests
{
    public static TheoryData<string, string> Situations()
    {
        var data = new TheoryData<string, string>();
        var singles = new[] { "crash", "lock-loss", "store-answer", "post-fails", "post-answer", "post-busy", "post-gone", "outage", "sweep", "slow-call", "crash late-effect", "poll" };
        foreach (var family in Family.All.Keys)
        {
            data.Add(family, "");
            foreach (var fault in singles)
                data.Add(family, fault);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Explore_Situation_HoldsAllRules(string family, string faults) => Explored.All(Family.With(family, faults));
}
