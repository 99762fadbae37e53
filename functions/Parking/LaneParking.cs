using Relay.Functions.Queue;

namespace Relay.Functions.Parking;

/// <summary>
/// Parks messages of a lane, in order, while its destination fails. Called inside the lane's Service Bus session, so that
/// one call at a time does it; the record's ETag holds even when the session lock was lost meanwhile.
/// </summary>
public sealed class LaneParking(LaneStore lanes, ParkedStore parked, EnvelopeQueue queue, ProbeSchedule schedule, Hold hold, TimeProvider clock)
{
    /// <summary>
    /// Parks one message. False when the lane was opened by another instance at the same moment; nothing is parked then and
    /// the message goes the way of an open lane again.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="sequenceNumber">The queue's number of the message: its place in the lane.</param>
    /// <param name="message">The packed message.</param>
    /// <param name="present">The lane's record as it was just read; null when it was open.</param>
    /// <param name="retryAfter">What the destination asked for.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<bool> ParkAsync(
        Lane lane, long sequenceNumber, ReadOnlyMemory<byte> message, LaneRecord? present, TimeSpan? retryAfter, CancellationToken cancel)
    {
        var opened = present is null;
        var record = present ?? await BeginAsync(lane, retryAfter, cancel);
        if (record is null)
            return false;

        while (true)
        {
            await hold.RunAsync(token => parked.StoreAsync(lane, sequenceNumber, message, token), cancel);

            // Written after the blob: a drain that saw no blob cannot open the lane any more, for its ETag is stale.
            if (await hold.RunAsync(token => lanes.TryUpdateAsync(record, token), cancel) is not null)
                break;

            if (await hold.RunAsync(token => lanes.FindAsync(lane, token), cancel) is not { } changed)
            {
                await hold.RunAsync(token => parked.RemoveAsync(lane, sequenceNumber, token), cancel);
                return false;
            }

            record = changed;
        }

        // Should the alarm be lost with this call, the sweep finds the overdue probe.
        if (opened)
            await hold.RunAsync(token => queue.ScheduleDrainAsync(lane, record.Probe, record.ProbeAt, token), cancel);
        return true;
    }

    private async Task<LaneRecord?> BeginAsync(Lane lane, TimeSpan? retryAfter, CancellationToken cancel)
    {
        // The number only has to differ from that of an earlier parking, whose alarms may still be under way.
        var now = clock.GetUtcNow();
        var record = new LaneRecord(lane, 1, now.UtcTicks, now + schedule.Wait(1, retryAfter), default);
        return await hold.RunAsync(token => lanes.TryParkAsync(record, token), cancel)
            ?? await hold.RunAsync(token => lanes.FindAsync(lane, token), cancel);
    }
}
