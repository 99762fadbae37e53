using Relay.Functions.Queue;
using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scenarios;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Checks;

/// <summary>Stores that do something wrong on purpose: the checker finds each of them.</summary>
public sealed class FlawTests
{
    private const int MostExecutions = 20_000;

    public static TheoryData<string, string, string, string> Flaws() => new()
    {
        { nameof(Flaw.IgnoredVersions), "a message that comes while the partner asks", "poll", "after all faults are over" },
        { nameof(Flaw.BackwardListing), "two messages of a pair", "post-busy", "1 came after 2" },
        { nameof(Flaw.ForgottenParking), "one message", "post-fails", "1 is lost" },
        { nameof(Flaw.ForgottenAlarms), "one message", "post-fails", "after all faults are over" },
        { nameof(Flaw.ForgottenEnds), "one message", "", "1 is lost" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Explore_StoreWithAFlaw_IsFound(string flaw, string family, string faults, string said)
    {
        var scenario = Family.With(family, faults) with { Flaw = Enum.Parse<Flaw>(flaw) };
        Assert.Contains(said, Explore(scenario), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_LedgerWhoseLastEntryStands_IsFound()
    {
        var scenario = Family.With("one message", "lock-loss") with { Flaw = Flaw.LastEntryWins, Partner = partner => partner.RefusesRepeats = true };
        Assert.Contains("1 ended as Delivered, then as Refused", Explore(scenario), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_PartnerWhoseLostAnswerLeavesNoDoubt_IsFound()
    {
        // An ephemeral one is tried once: nothing but this answer can leave the doubt.
        var scenario = Family.With("one message", "post-answer") with
        {
            Arrivals = [new Arrival(new Lane(EnvelopeClass.Ephemeral, 1, Scenario.PartnerName, 0), new Letter(1, "ben"))],
            Flaw = Flaw.ForgottenDoubt,
        };
        Assert.Contains("is not said to be possibly delivered", Explore(scenario), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_ScheduleThatWasFound_FailsAgainAlone()
    {
        var scenario = Family.With("one message", "post-fails") with { Flaw = Flaw.ForgottenParking };
        var found = Explore(scenario);

        var again = Explored.Run(scenario, new Scheduled(found[(found.IndexOf("Schedule:", StringComparison.Ordinal) + "Schedule:".Length)..]));

        Assert.Equal(found, Explorer.Describe(again));
    }

    private static string Explore(Scenario scenario)
    {
        var exploration = Explorer.Explore(chooser => Explored.Run(scenario, chooser), MostExecutions);
        Assert.True(exploration.Failure is not null, exploration.ToString());
        return exploration.Failure;
    }
}
