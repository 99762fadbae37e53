using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Lanes;

/// <summary>What a change of a partner's settings means for its lanes, while envelopes are under way.</summary>
internal sealed class LaneChanges(ILaneStore lanes, Breakers breakers, LaneEpochs epochs, EpochTimes times, IOptions<RelayOptions> relay, TimeProvider clock)
{
    /// <summary>The record to be stored: another number of lanes, or other namespaces, begin an epoch. A problem while the epoch before is still waiting.</summary>
    public async Task<(PartnerRecord? Record, Problem? Problem)> PlanAsync(PartnerRecord wanted, PartnerRecord? present, CancellationToken cancel)
    {
        if (present is null)
            return (wanted, null);

        var kept = wanted with { Epoch = present.Epoch, PreviousLanes = present.PreviousLanes, PreviousNamespaces = present.PreviousNamespaces, EpochSince = present.EpochSince };
        if (wanted.Lanes == present.Lanes && wanted.Namespaces.SequenceEqual(present.Namespaces))
            return (kept, null);

        var open = (await lanes.ReadAsync(present.Name, cancel)).OpenEpoch;
        return open < present.Epoch
            ? (null, Problems.Conflict("lanes-changing", "The last change of lanes is not in force yet; the old lanes are not empty.", "lanes"))
            : (kept with { Epoch = present.Epoch + 1, PreviousLanes = present.Lanes, PreviousNamespaces = present.Namespaces, EpochSince = clock.GetUtcNow() }, null);
    }

    /// <summary>Lets the lanes follow a record that has been stored. What a crash leaves out of it the sweep makes up for.</summary>
    public async Task FollowAsync(PartnerRecord stored, PartnerRecord? before, CancellationToken cancel)
    {
        if (before is null)
            return;

        if (stored.Epoch != before.Epoch)
            await epochs.SendFencesAsync(stored, times.FencesAt(stored.EpochSince), cancel);

        if (stored.Status == PartnerStatus.Ended)
        {
            // By then every instance knows that it is over, and posts nothing of what it finds.
            if (before.Status != PartnerStatus.Ended)
                await breakers.WakeAsync(stored.Name, clock.GetUtcNow().AddSeconds(relay.Value.DirectoryCacheSeconds + 1), cancel);
            return;
        }

        // Somebody has looked after the endpoint: what waits for it need not wait for a probe.
        if (stored.Endpoint != before.Endpoint || stored.Status != before.Status || stored.Mode != before.Mode || await IsDisabledAsync(stored.Name, cancel))
            await breakers.CloseAsync(stored.Name, cancel);

        // Instances that still take it for pulling park without an alarm until they have read the settings again.
        if (stored.Mode == DeliveryMode.Push && before.Mode == DeliveryMode.Pull)
            await breakers.WakeAsync(stored.Name, clock.GetUtcNow().AddSeconds(relay.Value.DirectoryCacheSeconds + 1), cancel);
    }

    /// <summary>Enables an endpoint that answered 410; false when it was not disabled.</summary>
    public async Task<bool> EnableAsync(string partner, CancellationToken cancel)
    {
        if (!await IsDisabledAsync(partner, cancel))
            return false;
        await breakers.CloseAsync(partner, cancel);
        return true;
    }

    private async Task<bool> IsDisabledAsync(string partner, CancellationToken cancel) =>
        (await lanes.ReadAsync(partner, cancel)).Breaker is { State: BreakerState.Disabled };
}
