using System.Text.Json;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Storage;

namespace Relay.Functions.Lanes;

/// <summary>
/// The breaker of each partner's endpoint. It opens on evidence or when the partner asks for a pause, is probed through one
/// parked lane at a time, and when a probe is taken it closes and wakes every lane that waits for it.
/// </summary>
public sealed partial class Breakers(
    ILaneStore lanes, IAlarms alarms, BreakerEvidence evidence, ProbeSchedule schedule, IEnumerable<IPartnerEvents> events, TimeProvider clock, ILogger<Breakers> logger)
{
    private const int AlarmsAtOnce = 8;

    /// <summary>Notes that the partner took a batch.</summary>
    public void Succeeded(string partner) => evidence.Succeeded(partner);

    /// <summary>Notes a failure; true when the partner's breaker is open now.</summary>
    /// <param name="lane">The lane that failed; it becomes the probe.</param>
    /// <param name="answer">The failure.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<bool> FailedAsync(Lane lane, DestinationAnswer answer, CancellationToken cancel)
    {
        if (!evidence.Failed(lane.Partner) && !LaneRules.StopsAtOnce(answer))
            return false;

        evidence.Forget(lane.Partner);
        var now = clock.GetUtcNow();
        var reason = LaneRules.ReasonOf(answer);
        var opened = new BreakerRecord(lane.Partner)
        {
            State = reason == BreakerReason.Gone ? BreakerState.Disabled : BreakerState.Open,
            Reason = reason,
            Since = now,
            Attempts = 1,
            // It only has to differ from that of an earlier opening, whose alarms may still be under way.
            Probe = now.UtcTicks,
            ProbeAt = now + schedule.Wait(1, answer.RetryAfter),
            ProbeLane = lane,
            LastTryAt = now,
        };
        if (await lanes.TryWriteAsync(opened, cancel) is null)
            return true; // Another instance has opened it.

        Log.Opened(logger, lane.Partner, opened.State, reason);
        await TellAsync(lane.Partner, opened.State == BreakerState.Disabled ? PartnerEventTypes.EndpointDisabled : PartnerEventTypes.BreakerOpened, reason, cancel);
        if (opened.State == BreakerState.Open)
            await alarms.ScheduleAsync(lane, PackedKind.Probe, opened.Probe, opened.ProbeAt, cancel);
        return true;
    }

    /// <summary>Notes that a probe failed and sets the next one.</summary>
    /// <param name="probed">The record under which the probe was made.</param>
    /// <param name="answer">The failure.</param>
    /// <param name="turn">Another lane for the next probe, where the failure may be the probed envelopes' own.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task ProbeFailedAsync(BreakerRecord probed, DestinationAnswer answer, bool turn, CancellationToken cancel)
    {
        var state = await lanes.ReadAsync(probed.Partner, cancel);
        if (state.Breaker is not { } present || present.Probe != probed.Probe)
            return; // Closed, or somebody has set another probe meanwhile.

        var now = clock.GetUtcNow();
        var reason = LaneRules.ReasonOf(answer);
        var attempts = present.Attempts + 1;
        if (reason == BreakerReason.Gone)
            await TellAsync(probed.Partner, PartnerEventTypes.EndpointDisabled, reason, cancel);
        await SetProbeAsync(
            present with
            {
                State = reason == BreakerReason.Gone ? BreakerState.Disabled : BreakerState.Open,
                Reason = reason,
                Attempts = attempts,
                ProbeAt = now + schedule.Wait(attempts, answer.RetryAfter),
                ProbeLane = turn ? NextLane(state, present.ProbeLane) ?? present.ProbeLane : present.ProbeLane,
                LastTryAt = now,
            },
            cancel);
    }

    /// <summary>Gives the probe to another lane when the probed one has nothing parked any more.</summary>
    public async Task PassTurnAsync(PartnerLanes state, CancellationToken cancel)
    {
        if (state.Breaker is { State: BreakerState.Open } breaker)
        {
            var present = breaker.ProbeLane is { } probing && IsReady(state, probing) ? breaker.ProbeLane : null;
            await SetProbeAsync(breaker with { ProbeLane = NextLane(state, breaker.ProbeLane) ?? present, ProbeAt = Later(breaker.ProbeAt, clock.GetUtcNow()) }, cancel);
        }
    }

    /// <summary>Lets a lane that has just been parked be the probe where none is, or where it does not come: its lane may lie in a namespace that is away.</summary>
    /// <param name="state">Read after the lane was parked.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="overdue">How long a probe may be overdue before it counts as lost.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TakeTurnAsync(PartnerLanes state, Lane lane, TimeSpan overdue, CancellationToken cancel)
    {
        if (state.Breaker is not { State: BreakerState.Open } breaker)
            return;

        var now = clock.GetUtcNow();
        var hasProbe = breaker.ProbeLane is { } probing && (probing == lane || state.Find(probing) is not null);
        if (!hasProbe || breaker.ProbeAt + overdue < now)
            await SetProbeAsync(breaker with { ProbeLane = lane, ProbeAt = Later(breaker.ProbeAt, now) }, cancel);
    }

    /// <summary>Asks for a probe now: the partner has shown that it is there.</summary>
    public Task HurryAsync(BreakerRecord breaker, CancellationToken cancel) => SetProbeAsync(breaker with { ProbeAt = clock.GetUtcNow() }, cancel);

    /// <summary>Closes a breaker, however it came to be open, and wakes the lanes.</summary>
    public async Task CloseAsync(string partner, CancellationToken cancel)
    {
        evidence.Forget(partner);
        while ((await lanes.ReadAsync(partner, cancel)).Breaker is { } breaker)
        {
            if (!await lanes.TryRemoveAsync(breaker, cancel))
                continue;

            Log.Closed(logger, partner, (clock.GetUtcNow() - breaker.Since).TotalSeconds);
            await TellAsync(partner, PartnerEventTypes.BreakerClosed, breaker.Reason, cancel);
            break;
        }

        await WakeAsync(partner, clock.GetUtcNow(), cancel);
    }

    /// <summary>Lets every parked lane of an open epoch that has no alarm of its own be drained.</summary>
    public async Task WakeAsync(string partner, DateTimeOffset due, CancellationToken cancel)
    {
        var state = await lanes.ReadAsync(partner, cancel);
        var sleeping = state.Lanes.Values.Where(record => record.DueAt is null && record.Lane.Epoch <= state.OpenEpoch);

        // Side by side, so that lanes of a namespace that does not answer keep no others asleep.
        await Task.WhenAll(sleeping.GroupBy(record => record.Lane.Namespace).Select(one =>
            SeveralAtOnce.RunAsync(one, AlarmsAtOnce, record => alarms.ScheduleAsync(record.Lane, PackedKind.Drain, record.Alarm, due, cancel))));

        // Lanes of a new epoch that open while the breaker is not closed: one of them is the probe, where none is.
        if (state.Breaker is { State: BreakerState.Open } breaker && !(breaker.ProbeLane is { } probing && IsReady(state, probing)))
            await PassTurnAsync(state, cancel);
    }

    /// <summary>Lets a lane that was left without an alarm be drained where the breaker has closed meanwhile, so that nobody else does.</summary>
    public async Task WakeIfClosedAsync(LaneRecord record, CancellationToken cancel)
    {
        if ((await lanes.ReadAsync(record.Lane.Partner, cancel)).Breaker is null)
            await alarms.ScheduleAsync(record.Lane, PackedKind.Drain, record.Alarm, clock.GetUtcNow(), cancel);
    }

    private async Task SetProbeAsync(BreakerRecord breaker, CancellationToken cancel)
    {
        if (await lanes.TryWriteAsync(breaker with { Probe = breaker.Probe + 1 }, cancel) is { State: BreakerState.Open, ProbeLane: { } lane } written)
            await alarms.ScheduleAsync(lane, PackedKind.Probe, written.Probe, written.ProbeAt, cancel);
    }

    // The partner is told as well as can be; nothing that is to be delivered waits for it.
    private async Task TellAsync(string partner, string type, BreakerReason reason, CancellationToken cancel)
    {
        try
        {
            foreach (var teller in events)
                await teller.TellAsync(partner, type, new Dictionary<string, string> { ["reason"] = JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()) }, cancel);
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure) && !cancel.IsCancellationRequested)
        {
            Log.NotTold(logger, partner, type, failure.GetType().Name);
        }
    }

    private static bool IsReady(PartnerLanes state, Lane lane) => state.Find(lane) is not null && lane.Epoch <= state.OpenEpoch;

    private static Lane? NextLane(PartnerLanes state, Lane? present)
    {
        var keys = state.Lanes.Values.Where(record => record.Lane.Epoch <= state.OpenEpoch && record.Lane != present)
            .OrderBy(record => record.Lane.Key, StringComparer.Ordinal).Select(record => record.Lane).ToList();
        if (keys.Count == 0)
            return null;
        var after = present is { } lane ? keys.FindIndex(key => string.CompareOrdinal(key.Key, lane.Key) > 0) : 0;
        return keys[Math.Max(after, 0)];
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(EventId = 3300, Level = LogLevel.Warning, Message = "The breaker of {Partner} is {State} ({Reason}); what is sent to it is parked")]
        public static partial void Opened(ILogger logger, string partner, BreakerState state, BreakerReason reason);

        [LoggerMessage(EventId = 3303, Level = LogLevel.Warning, Message = "{Partner} could not be told {Type} ({Failure})")]
        public static partial void NotTold(ILogger logger, string partner, string type, string failure);

        [LoggerMessage(EventId = 3301, Level = LogLevel.Information, Message = "The breaker of {Partner} closed after {Seconds:0.0} s")]
        public static partial void Closed(ILogger logger, string partner, double seconds);
    }
}
