using static Relay.Local.Bus.Tests.Durability.Witnessing.FaultKind;
using static Relay.Local.Bus.Tests.Durability.Witnessing.Places;
using static Relay.Local.Bus.Tests.Durability.Witnessing.Settlement;

namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>The witness finds each kind of fault in a short history with one planted, and none in a history without.</summary>
public sealed class WitnessTests
{
    private static readonly Dictionary<string, (FaultKind Kind, Func<History, History> Tell)> Faulty = new()
    {
        ["sent and gone"] = (Lost, h => h.Sent("m1").Killed().Drained()),
        ["failed and gone"] = (Lost, h => h.Sent("m1").Got("m1").Did("m1", Abandon).Killed().Drained()),
        ["deferred and gone"] = (Lost, h => h.Sent("m1").Got("m1").Did("m1", Defer).Killed().Drained()),
        ["dead-lettered and gone"] = (Lost, h => h.Sent("m1").Got("m1").Did("m1", DeadLetter, "r").Killed().Drained()),
        ["locked at the kill and gone"] = (Lost, h => h.Sent("m1").Got("m1").Killed().Drained()),
        ["scheduled and gone"] = (Lost, h => h.Scheduled("m1", 1).Killed().Drained()),
        ["scheduled and not found"] = (Lost, h => h.Scheduled("m1", 1000).CancelRefused("m1")),
        ["two missing where one may be taken"] = (Lost, h => h.SentPlain("m1").SentPlain("m2").TakeUnanswered().Killed().Drained()),
        ["completed and back"] = (Returned, h => h.Sent("m1").Got("m1").Did("m1", Complete).Killed().Got("m1")),
        ["completed and in the dead letters"] = (Returned, h => h.Sent("m1").Got("m1").Did("m1", Complete).Killed().Got("m1", DeadLettered)),
        ["dead letter completed and back"] =
            (Returned, h => h.Sent("m1").Got("m1").Did("m1", DeadLetter, "r").Got("m1", DeadLettered, reason: "r").Did("m1", Complete).Killed().Got("m1", DeadLettered, reason: "r")),
        ["taken and back"] = (Returned, h => h.SentPlain("m1").Got("m1", taken: true).Killed().Got("m1")),
        ["cancelled and received"] = (Returned, h => h.Scheduled("m1", 1).Cancelled("m1").Killed().GotAt("m1", 2, 51, 50)),
        ["later before earlier"] = (Overtaken, h => h.Sent("m1", "m2").Got("m2")),
        ["later before a failed one"] = (Overtaken, h => h.Sent("m1", "m2").Got("m1").Did("m1", Abandon).Got("m2")),
        ["later before the one that was locked at the kill"] = (Overtaken, h => h.Sent("m1", "m2").Got("m1").Killed().Got("m2")),
        ["uncertain one after a later one"] = (Overtaken, h => h.Sent("m1", "m2").Got("m1").Asked("m1", Complete).Killed().Got("m2").Got("m1")),
        ["nobody sent it"] = (Foreign, h => h.Got("m1")),
        ["its bytes changed"] = (Foreign, h => h.Sent("m1").Got("m1", intact: false)),
        ["number changed over a kill"] = (WrongNumber, h => h.Sent("m1").Got("m1").Killed().Got("m1", number: 7, enqueuedAs: 1)),
        ["first number changed over a kill"] = (WrongNumber, h => h.Sent("m1").Got("m1").Killed().Got("m1", enqueuedAs: 7)),
        ["number given twice"] = (WrongNumber, h => h.SentPlain("m1").SentPlain("m2").Got("m1").Got("m2", number: 1)),
        ["number used again after a kill"] = (WrongNumber, h => h.SentPlain("m5").Got("m5").Did("m5", Complete).Killed().SentPlain("m6").Got("m6", number: 5)),
        ["number below an earlier one"] = (WrongNumber, h => h.SentPlain("m5").Got("m5").Killed().SentPlain("m3").Got("m3")),
        ["numbers of a session not in order"] = (WrongNumber, h => h.Sent("m2", "m1").Got("m2").Did("m2", Complete).Got("m1")),
        ["scheduled under another number"] = (WrongNumber, h => h.Scheduled("m1", 1, number: 50).GotAt("m1", 2, 51, enqueuedAs: 49)),
        ["enqueued time changed"] = (WrongTime, h => h.Sent("m1").Got("m1").Killed().Got("m1", laterSeconds: 1)),
        ["enqueued before it was sent"] = (WrongTime, h => h.Sent("m1").Got("m1", laterSeconds: -5)),
        ["enqueued after it was seen"] = (WrongTime, h => h.Sent("m1").Got("m1", laterSeconds: 60)),
        ["again while locked"] = (SecondCopy, h => h.Sent("m1").Got("m1").Got("m1")),
        ["a second message of a repeated send"] = (WrongNumber, h => h.Sent("m1").Got("m1").Did("m1", Abandon).Sent("m1").Got("m1", number: 9, enqueuedAs: 1, count: 2)),
        ["deferred and received"] = (WrongPlace, h => h.Sent("m1").Got("m1").Did("m1", Defer).Killed().Got("m1")),
        ["waiting and received by number"] = (WrongPlace, h => h.Sent("m1").Killed().Got("m1", Deferred)),
        ["dead-lettered and received"] = (WrongPlace, h => h.Sent("m1").Got("m1").Did("m1", DeadLetter, "r").Killed().Got("m1")),
        ["dead without a request"] = (WrongPlace, h => h.Sent("m1").Killed().Got("m1", DeadLettered)),
        ["failed three times and received"] = (WrongPlace, h => FailedThrice(h).Got("m1", count: 4)),
        ["failure forgotten"] = (WrongCount, h => h.Sent("m1").Got("m1").Did("m1", Abandon).Killed().Got("m1", count: 1)),
        ["failures out of nowhere"] = (WrongCount, h => h.Sent("m1").Got("m1", count: 2)),
        ["scheduled and early"] = (TooEarly, h => h.Scheduled("m1", 5).Killed().GotAt("m1", 4, 51, 50)),
        ["note forgotten"] = (WrongProperty, h => h.Sent("m1").Got("m1").Did("m1", Abandon, "n").Killed().Got("m1", count: 2)),
        ["older note"] = (WrongProperty, h => h.Sent("m1").Got("m1").Did("m1", Abandon, "n").Got("m1", count: 2, note: "n").Did("m1", Abandon, "o").Killed().Got("m1", count: 3, note: "n")),
        ["dead for another reason"] = (WrongProperty, h => h.Sent("m1").Got("m1").Did("m1", DeadLetter, "r").Killed().Got("m1", DeadLettered, reason: "x")),
        ["dead by count with another reason"] = (WrongProperty, h => FailedThrice(h).Got("m1", DeadLettered, count: 4, reason: "r")),
        ["state forgotten"] = (WrongState, h => h.StateSet("x").Killed().State(null)),
        ["older state"] = (WrongState, h => h.StateSet("x").StateSet("y").Killed().State("x")),
        ["cleared state is back"] = (WrongState, h => h.StateSet("x").StateSet(null).Killed().State("x")),
        ["half a batch"] = (TornBatch, h => h.Sending("m1", "m2").Killed().Got("m1").Did("m1", Complete).Drained()),
    };

    private static readonly Dictionary<string, Func<History, History>> Sound = new()
    {
        ["an unanswered send that never arrived"] = h => h.Sending("m1").Killed().Drained(),
        ["an unanswered send that arrived"] = h => h.Sending("m1").Killed().Got("m1").Did("m1", Complete).Drained(),
        ["an unanswered send, sent again"] = h => h.Sending("m1").Killed().Sent("m1").Got("m1").Did("m1", Complete).Drained(),
        ["an unanswered completion that held"] = h => h.Sent("m1", "m2").Got("m1").Asked("m1", Complete).Killed().Got("m2").Did("m2", Complete).Drained(),
        ["an unanswered completion that did not"] = h => h.Sent("m1").Got("m1").Asked("m1", Complete).Killed().Got("m1").Did("m1", Complete).Drained(),
        ["an unanswered deferral that held"] = h => h.Sent("m1").Got("m1").Asked("m1", Defer, "n").Killed().Got("m1", Deferred, note: "n").Did("m1", Complete).Drained(),
        ["an unanswered dead-lettering that did not"] =
            h => h.Sent("m1").Got("m1").Asked("m1", DeadLetter, "r").Killed().Got("m1").Did("m1", DeadLetter, "x").Got("m1", DeadLettered, reason: "x").Did("m1", Complete).Drained(),
        ["an unanswered failure that counted"] = h => h.Sent("m1").Got("m1").Asked("m1", Abandon, "n").Killed().Got("m1", count: 2, note: "n").Did("m1", Complete).Drained(),
        ["an unanswered failure that did not"] = h => h.Sent("m1").Got("m1").Asked("m1", Abandon, "n").Killed().Got("m1").Did("m1", Complete).Drained(),
        ["a failed message before later ones"] = h => h.Sent("m1", "m2").Got("m1").Did("m1", Abandon).Got("m1", count: 2).Got("m2").Did("m1", Complete).Did("m2", Complete).Drained(),
        ["a failed message that stays deferred"] = h => h.Sent("m1").Got("m1").Did("m1", Defer).Got("m1", Deferred).Did("m1", Abandon).Got("m1", Deferred, count: 2).Did("m1", Complete).Drained(),
        ["dead by count"] = h => FailedThrice(h).Killed().Got("m1", DeadLettered, count: 4, reason: "MaxDeliveryCountExceeded").Did("m1", Complete).Drained(),
        ["one missing where one may be taken"] = h => h.SentPlain("m1").TakeUnanswered().Killed().Drained(),
        ["scheduled and in time"] = h => h.Scheduled("m1", 1).Killed().GotAt("m1", 2, 51, 50).Did("m1", Complete).Drained(),
        ["scheduled and cancelled"] = h => h.Scheduled("m1", 1).Cancelled("m1").Killed().Drained(),
        ["due before it could be cancelled"] = h => h.Scheduled("m1", -1).CancelRefused("m1").GotAt("m1", 2, 51, 50).Did("m1", Complete).Drained(),
        ["an unanswered state, old"] = h => h.StateSet("x").StateAsked("y").Killed().State("x"),
        ["an unanswered state, new"] = h => h.StateSet("x").StateAsked("y").Killed().State("y"),
    };

    public static TheoryData<string> FaultyNames => [.. Faulty.Keys];

    public static TheoryData<string> SoundNames => [.. Sound.Keys];

    [Theory]
    [MemberData(nameof(FaultyNames))]
    public void History_WithAPlantedFault_IsFound(string name)
    {
        var (kind, tell) = Faulty[name];

        Assert.Equal([kind], tell(new History()).Witness.Faults.Select(fault => fault.Kind).Distinct());
    }

    [Theory]
    [MemberData(nameof(SoundNames))]
    public void History_WithoutFault_IsSound(string name) => Assert.Empty(Sound[name](new History()).Witness.Faults);

    [Fact]
    public void FaultKinds_AreAllPlanted() =>
        Assert.Equal(Enum.GetValues<FaultKind>().Except([Refused]), Faulty.Values.Select(story => story.Kind).Distinct().Order());

    private static History FailedThrice(History history) => history.SentPlain("m1")
        .Got("m1").Did("m1", Abandon).Got("m1", count: 2).Did("m1", Abandon).Got("m1", count: 3).Did("m1", Abandon);
}
