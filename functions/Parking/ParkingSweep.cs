using Microsoft.Extensions.Options;
using Relay.Functions.Queue;

namespace Relay.Functions.Parking;

/// <summary>Asks again for probes that did not happen: their alarm was lost with the call that should have set it.</summary>
public sealed class ParkingSweep(LaneStore lanes, EnvelopeQueue queue, IOptions<ParkingOptions> options, TimeProvider clock)
{
    /// <summary>Sets an alarm for each lane whose probe is overdue; gives how many.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">The queue did not answer or refused.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var asked = 0;
        await foreach (var record in lanes.OverdueAsync(now.AddSeconds(-options.Value.OverdueSeconds), cancel))
        {
            await queue.ScheduleDrainAsync(record.Lane, record.Probe, now, cancel);
            asked++;
        }

        return asked;
    }
}
