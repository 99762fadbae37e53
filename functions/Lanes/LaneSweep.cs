using Microsoft.Extensions.Options;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// Asks again for what did not come: alarms, probes and fences that were lost with the call that should have set them. It also
/// lets lanes end what has expired while nothing else wakes them.
/// </summary>
internal sealed class LaneSweep(
    ILaneStore lanes, IAlarms alarms, IPartners partners, Breakers breakers, LaneEpochs epochs, IOptions<LaneOptions> options, EpochTimes times, TimeProvider clock)
{
    /// <summary>Looks at all records; gives how many alarms it asked for.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var asked = 0;
        var overdue = TimeSpan.FromSeconds(options.Value.OverdueSeconds);
        foreach (var (name, state) in await lanes.ReadAllAsync(cancel))
        {
            if (await partners.FindNowAsync(name, cancel) is not { } partner)
                continue;

            asked += await OverLanesAsync(state, partner, overdue, cancel);
            if (partner.Status == PartnerStatus.Ended && state.Breaker is not null)
            {
                // Nobody will be probed any more.
                await breakers.CloseAsync(name, cancel);
                continue;
            }

            if (state.Breaker is { State: BreakerState.Open } breaker && state.Lanes.Count > 0
                && (breaker.ProbeLane is not { } probing || state.Find(probing) is null || breaker.ProbeAt + overdue < clock.GetUtcNow()))
            {
                await breakers.PassTurnAsync(state, cancel);
                asked++;
            }
        }

        await foreach (var partner in partners.ListAsync(cancel))
            await OverEpochAsync(partner, overdue, cancel);
        return asked;
    }

    private async Task<int> OverLanesAsync(PartnerLanes state, PartnerRecord partner, TimeSpan overdue, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var asked = 0;
        foreach (var record in state.Lanes.Values)
        {
            if (record.Lease is { } lease && lease.Until > now)
                continue;

            var isServed = partner.Status == PartnerStatus.Ended || (state.Breaker is null && partner.Mode == DeliveryMode.Push);
            var sleeps = record.DueAt is null && isServed && record.Lane.Epoch <= state.OpenEpoch;
            if (!sleeps && !(record.DueAt + overdue < now) && record.NextExpiry > now)
                continue;

            await alarms.ScheduleAsync(record.Lane, PackedKind.Drain, record.Alarm, now, cancel);
            asked++;
        }

        return asked;
    }

    private async Task OverEpochAsync(PartnerRecord partner, TimeSpan overdue, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var due = times.FencesAt(partner.EpochSince);
        if (partner.Epoch > PartnerRecord.FirstEpoch && due + overdue < now && (await lanes.ReadAsync(partner.Name, cancel)).OpenEpoch < partner.Epoch)
            await epochs.SendFencesAsync(partner, now, cancel);
    }
}
