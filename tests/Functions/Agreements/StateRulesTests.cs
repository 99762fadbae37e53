using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

public sealed class StateRulesTests
{
    // The whole table of docs/agreements.md: everything that is not named is not allowed.
    private static readonly HashSet<(PartnerStatus From, PartnerStatus To)> Allowed =
    [
        (PartnerStatus.Requested, PartnerStatus.Sandbox), (PartnerStatus.Requested, PartnerStatus.Ended),
        (PartnerStatus.Sandbox, PartnerStatus.Live), (PartnerStatus.Sandbox, PartnerStatus.Suspended), (PartnerStatus.Sandbox, PartnerStatus.Ended),
        (PartnerStatus.Live, PartnerStatus.Sandbox), (PartnerStatus.Live, PartnerStatus.Suspended), (PartnerStatus.Live, PartnerStatus.Ended),
        (PartnerStatus.Suspended, PartnerStatus.Ended),
    ];

    public static TheoryData<PartnerStatus, PartnerStatus> Pairs()
    {
        var pairs = new TheoryData<PartnerStatus, PartnerStatus>();
        foreach (var from in Enum.GetValues<PartnerStatus>())
        {
            foreach (var to in Enum.GetValues<PartnerStatus>())
                pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Check_EveryPairOfStates_IsWhatTheTableSays(PartnerStatus from, PartnerStatus to)
    {
        foreach (var before in new[] { PartnerStatus.Sandbox, PartnerStatus.Live })
        {
            var isAllowed = Allowed.Contains((from, to)) || (from == PartnerStatus.Suspended && to == before);
            var reason = StateReasons.IsNeeded(from, to) ? StateReasons.For(from, to)[0] : null;

            Assert.Equal(isAllowed ? StateVerdict.Allowed : StateVerdict.NotNext, StateRules.Check(Agreed.Partner(from, before), to, reason));
            Assert.Equal(isAllowed, StateRules.Next(from, before).Contains(to));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Check_EveryReason_IsTakenWhereItBelongsAndNowhereElse(PartnerStatus from, PartnerStatus to)
    {
        var partner = Agreed.Partner(from);
        if (!StateRules.Next(from, PartnerStatus.Live).Contains(to))
            return;

        foreach (var reason in StateReasons.OfRefusal.Concat(StateReasons.OfRestraint).Concat(StateReasons.OfEnd).Append("no-such-word").Append(""))
        {
            var expected = StateReasons.For(from, to).Contains(reason) ? StateVerdict.Allowed : StateVerdict.ReasonUnknown;
            Assert.Equal(expected, StateRules.Check(partner, to, reason));
        }
    }

    [Fact]
    public void Check_RefusalWithoutAReason_IsMissingOne() =>
        Assert.Equal(StateVerdict.ReasonMissing, StateRules.Check(Agreed.Partner(PartnerStatus.Requested), PartnerStatus.Ended, null));
}
