using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// Works off a parked lane, inside its session, when an alarm says so. It holds the lane's lease meanwhile, so that neither
/// a second instance nor a hand-out works on the same messages.
/// </summary>
internal sealed class LaneDrain(
    ILaneStore lanes, IAlarms alarms, IPartners partners, Breakers breakers, CallGate gate, LanePassTools tools, IOptions<LaneOptions> options, TimeProvider clock)
{
    /// <summary>A lane's own alarm.</summary>
    public async Task DrainAsync(PackedHead alarm, CancellationToken cancel)
    {
        var state = await lanes.ReadAsync(alarm.Lane, cancel);
        if (state.Find(alarm.Lane) is { } record && record.Alarm == alarm.Number)
            await RunAsync(alarm, state, record, null, cancel);
    }

    /// <summary>The breaker's alarm.</summary>
    public async Task ProbeAsync(PackedHead alarm, CancellationToken cancel)
    {
        var state = await lanes.ReadAsync(alarm.Lane.Partner, cancel);
        if (state.Breaker is not { State: BreakerState.Open } breaker || breaker.Probe != alarm.Number)
            return;

        if (state.Find(alarm.Lane) is { } record && alarm.Lane.Epoch <= state.OpenEpoch)
        {
            await RunAsync(alarm, state, record, breaker, cancel);

            // What was parked may have expired, so that nothing was posted: the probe is spent, and the breaker as it was.
            state = await lanes.ReadAsync(alarm.Lane.Partner, cancel);
            if (state.Breaker?.Probe != alarm.Number || state.Find(alarm.Lane) is not null)
                return;
        }

        await breakers.PassTurnAsync(state, cancel);
    }

    private async Task RunAsync(PackedHead alarm, PartnerLanes state, LaneRecord record, BreakerRecord? probed, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (record.Lease is { } other && other.Until > now)
        {
            // A hand-out that is not acknowledged yet, or a drain of an instance that may be gone: its lease ends by itself.
            await alarms.ScheduleAsync(alarm.Lane, alarm.Kind, alarm.Number, other.Until, cancel);
            return;
        }

        if (alarm.Lane.Epoch > state.OpenEpoch)
            return; // Its opening wakes it.

        var partner = await partners.FindAsync(alarm.Lane.Partner);
        // What waits for a partner whose agreement has ended ends in the pass, whatever its mode or breaker: nothing of it is posted.
        var isOver = partner?.Status == PartnerStatus.Ended;
        var pulls = !isOver && partner?.Mode == DeliveryMode.Pull;
        var post = isOver || (!pulls && (state.Breaker is null || probed is not null));
        using var place = post ? await gate.TryEnterAsync(alarm.Lane.Partner, waits: false, cancel) : null;
        if (post && place is null)
        {
            await alarms.ScheduleAsync(alarm.Lane, alarm.Kind, alarm.Number, now + gate.BusyWait(alarm.Lane.Partner, state.NotOpen), cancel);
            return;
        }

        if (!post && record.NextExpiry > now && record.DueAt is null && record.Lease is null)
            return; // The breaker's closing or the partner's asking wakes it.

        var lease = new LaneLease(Guid.NewGuid().ToString("N"), now.AddSeconds(options.Value.LeaseSeconds));
        if (await LeasedLane.TryTakeAsync(lanes, record, lease, cancel) is { } leased)
            await new LanePass(tools, leased, record.Lease, probed, post, pulls).RunAsync(cancel);
        else
            await alarms.ScheduleAsync(alarm.Lane, alarm.Kind, alarm.Number, now, cancel); // Somebody has parked in this moment.
    }
}
