using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scenarios;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Properties;

/// <summary>Rules that need no world.</summary>
public sealed class RuleTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Wait_AnyAttemptsAndAsking_StaysWithinTheBounds() => Check.One(Runs, Prop.ForAll<int, int, int>((attempts, asked, seed) =>
    {
        var options = new LaneOptions { FirstProbeMilliseconds = 1_000, LongestProbeSeconds = 300 };
        var schedule = new ProbeSchedule(Options.Create(options), new Random(seed));
        TimeSpan? retryAfter = asked % 3 == 0 ? null : TimeSpan.FromSeconds(asked);
        var wait = schedule.Wait(attempts, retryAfter);
        return wait >= TimeSpan.FromMilliseconds(retryAfter is null ? 800 : 1_000) && wait <= TimeSpan.FromSeconds(300);
    }));

    [Fact]
    public void Wait_MoreAttempts_IsNeverShorter() => Check.One(Runs, Prop.ForAll<PositiveInt>(attempts =>
    {
        var schedule = new ProbeSchedule(Options.Create(new LaneOptions()), new Steady());
        return schedule.Wait(attempts.Get, null) <= schedule.Wait(attempts.Get + 1, null);
    }));

    [Fact]
    public void Failed_OneFailure_NeverOpens() => Check.One(Runs, Prop.ForAll<bool[], PositiveInt, PositiveInt>((calls, failures, percent) =>
    {
        var options = new LaneOptions { BreakerFailures = 2 + (failures.Get % 10), BreakerFailurePercent = 1 + (percent.Get % 100), BreakerCalls = 2 };
        var evidence = new BreakerEvidence(Options.Create(options), TimeProvider.System);
        return !evidence.Failed("a") && calls.Where(call => call).All(_ => Succeed(evidence));
    }));

    [Fact]
    public void Failed_ManyCalls_OpensAtTheRowOrTheShareAndNotBefore() => Check.One(Runs, Prop.ForAll<bool[]>(calls =>
    {
        var options = new LaneOptions { BreakerFailures = 4, BreakerFailurePercent = 60, BreakerCalls = 8, BreakerWindowSeconds = 600 };
        var evidence = new BreakerEvidence(Options.Create(options), new InstanceClock(new VirtualClock(World.Beginning), TimeSpan.Zero));
        var (row, failures, count) = (0, 0, 0);
        foreach (var failed in calls)
        {
            (row, failures, count) = failed ? (row + 1, failures + 1, count + 1) : (0, failures, count + 1);
            var opens = failed ? evidence.Failed("a") : !Succeed(evidence);
            if (opens != (failed && (row >= 4 || (count >= 8 && failures * 100 >= count * 60))))
                return false;
        }

        return true;
    }));

    [Fact]
    public void CauseToPark_LaneOfALaterEpochOrOpenBreaker_IsNeverPostedTo() => Check.One(Runs, Prop.ForAll<PositiveInt, PositiveInt, bool[]>((open, epoch, flags) =>
    {
        var (away, pulls) = (flags.Length > 0 && flags[0], flags.Length > 1 && flags[1]);
        var breaker = away ? new BreakerRecord(Scenario.PartnerName) : null;
        var state = PartnerLanes.AllOpen with { Breaker = breaker, OpenEpoch = open.Get };
        var partner = SamplePartner.First(pulls ? DeliveryMode.Pull : DeliveryMode.Push, 1);
        var cause = LaneRules.CauseToPark(state, null, Family.Lane(0, epoch.Get), partner);
        return (cause is null) == (epoch.Get <= open.Get && !away && !pulls);
    }));

    [Fact]
    public void StopsAtOnce_AnyAnswer_IsNotTheBatchsFault() => Check.One(Runs, Prop.ForAll<int, int, bool>((failure, status, asks) =>
    {
        var kinds = Enum.GetValues<DestinationFailure>();
        var answer = new DestinationAnswer(kinds[(int)((uint)failure % kinds.Length)], RetryAfter: asks ? TimeSpan.FromSeconds(1) : null, Status: 400 + (int)((uint)status % 200));
        return !(LaneRules.StopsAtOnce(answer) && LaneRules.MayBeTheBatch(answer));
    }));

    private static bool Succeed(BreakerEvidence evidence)
    {
        evidence.Succeeded("a");
        return true;
    }

    private sealed class Steady : Random
    {
        public override double NextDouble() => 0.5;
    }
}
