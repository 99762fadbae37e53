using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

public sealed class StateHistoryTests
{
    [Theory]
    [InlineData(PartnerStatus.Requested, false)]
    [InlineData(PartnerStatus.Sandbox, false)]
    [InlineData(PartnerStatus.Live, true)]
    public void Begun_NewPartner_IsRequestedAtThatMoment(PartnerStatus status, bool isLive)
    {
        var agreement = StateHistory.Begun(Agreed.Partner(status) with { Agreement = AgreementRecord.None }, Agreed.Noon, "op-1").Agreement;
        Assert.Equal((Agreed.Noon, isLive ? Agreed.Noon : (DateTimeOffset?)null), (agreement.RequestedAt, agreement.LiveAt));
        Assert.Equal([new StateChange(Agreed.Noon, null, status, "op-1")], agreement.Changes);
    }

    [Theory]
    [InlineData(PartnerStatus.Sandbox)]
    [InlineData(PartnerStatus.Live)]
    public void Changed_ToSuspended_RemembersWhatItComesBackTo(PartnerStatus before)
    {
        var suspended = StateHistory.Changed(Agreed.Partner(before), Agreed.Change(before, PartnerStatus.Suspended));
        Assert.Equal((PartnerStatus.Suspended, before), (suspended.Status, suspended.Agreement.SuspendedFrom));
        Assert.Equal(PartnerWorlds.Of(before), suspended.World);
    }

    [Fact]
    public void Changed_LiveForTheSecondTime_KeepsTheFirst()
    {
        var live = StateHistory.Changed(Agreed.Partner(PartnerStatus.Sandbox), Agreed.Change(PartnerStatus.Sandbox, PartnerStatus.Live));
        var back = StateHistory.Changed(live, Agreed.Change(PartnerStatus.Live, PartnerStatus.Sandbox, at: Agreed.Noon.AddDays(1)));
        var again = StateHistory.Changed(back, Agreed.Change(PartnerStatus.Sandbox, PartnerStatus.Live, at: Agreed.Noon.AddDays(2)));
        Assert.Equal(Agreed.Noon, again.Agreement.LiveAt);
        Assert.Equal(3, again.Agreement.Changes.Count);
    }

    [Fact]
    public void Changed_MoreOftenThanIsKept_KeepsTheFirstAndTheLatest()
    {
        var partner = StateHistory.Begun(Agreed.Partner(PartnerStatus.Live), Agreed.Noon, "op-first");
        for (var i = 1; i <= 50; i++)
        {
            var to = i % 2 == 1 ? PartnerStatus.Suspended : PartnerStatus.Live;
            partner = StateHistory.Changed(partner, Agreed.Change(partner.Status, to, at: Agreed.Noon.AddDays(i)));
        }

        var changes = partner.Agreement.Changes;
        Assert.Equal((StateHistory.Most, 51 - StateHistory.Most), (changes.Count, partner.Agreement.ChangesLeftOut));
        Assert.Equal(("op-first", Agreed.Noon), (changes[0].By, changes[0].At));
        Assert.Equal(Enumerable.Range(20, 31).Select(day => Agreed.Noon.AddDays(day)), changes.Skip(1).Select(change => change.At));
    }
}
