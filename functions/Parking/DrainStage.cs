using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;

namespace Relay.Functions.Parking;

/// <summary>
/// Tries the parked messages of a lane in order, inside the lane's session, when an alarm says so. It stops at the first
/// message that does not end and sets the next alarm; when nothing is parked any more it opens the lane.
/// </summary>
public sealed partial class DrainStage(
    LaneStore lanes,
    ParkedStore parked,
    BatchDelivery delivery,
    ClaimedBodies claimed,
    EnvelopeQueue queue,
    ProbeSchedule schedule,
    Hold hold,
    IOptions<ParkingOptions> options,
    TimeProvider clock,
    ILogger<DrainStage> logger)
{
    /// <exception cref="Azure.RequestFailedException">A store did not answer within the bound of <see cref="Hold"/>.</exception>
    public async Task RunAsync(PackedHead alarm, CancellationToken cancel)
    {
        var record = await hold.RunAsync(token => lanes.FindAsync(alarm.Lane, token), cancel);
        if (record is null || record.Probe != alarm.Number)
            return; // Stale: the lane is open, or a later probe has been set.

        var began = clock.GetTimestamp();
        var messages = 0;
        while (true)
        {
            var names = await hold.RunAsync(token => parked.FirstAsync(record.Lane, token), cancel);
            if (names.Count == 0)
            {
                if (await hold.RunAsync(token => lanes.TryOpenAsync(record, token), cancel))
                {
                    Log.Opened(logger, record.Lane.Partner, record.Lane.Key, messages);
                    return;
                }

                // Somebody has parked in this moment; what was read of the lane no longer holds.
                if (await hold.RunAsync(token => lanes.FindAsync(record.Lane, token), cancel) is not { } changed)
                    return;
                record = changed;
                continue;
            }

            foreach (var name in names)
            {
                if (clock.GetElapsedTime(began).TotalSeconds > options.Value.DrainSeconds)
                {
                    await RescheduleAsync(record, 1, TimeSpan.Zero, cancel);
                    return;
                }

                var outcome = await TryMessageAsync(name, cancel);
                if (outcome.Remaining.Count > 0)
                {
                    var attempts = messages > 0 || outcome.Changed ? 1 : record.Attempts + 1;
                    await RescheduleAsync(record, attempts, schedule.Wait(attempts, outcome.RetryAfter), cancel);
                    return;
                }

                await hold.RunAsync(token => parked.RemoveAsync(name, token), cancel);
                messages++;
            }
        }
    }

    private async Task<BatchOutcome> TryMessageAsync(string name, CancellationToken cancel)
    {
        if (await hold.RunAsync(token => parked.ReadAsync(name, token), cancel) is not { } message)
            return new BatchOutcome([], false, null);

        var head = PackedReader.ReadHead(message, out var offset);
        string? claim = null;
        var content = message;
        if (head.Kind == PackedKind.Claim)
        {
            claim = PackedReader.ReadClaim(message, offset);
            if (await hold.RunAsync(token => claimed.ReadAsync(claim, token), cancel) is not { } body)
                return new BatchOutcome([], false, null);
            content = body;
            head = PackedReader.ReadHead(content, out offset);
        }

        var outcome = await delivery.TryAsync(head, PackedReader.ReadEnvelopes(content, offset), cancel);
        if (outcome is { Remaining.Count: > 0, Changed: true })
        {
            var rest = Repacking.Rest(head, outcome, message, out var writer);
            using (writer)
                await hold.RunAsync(token => parked.ReplaceAsync(name, rest, token), cancel);
        }

        if (claim is not null && (outcome.Remaining.Count == 0 || outcome.Changed))
            await hold.RunAsync(token => claimed.RemoveAsync(claim, token), cancel);
        return outcome;
    }

    private async Task RescheduleAsync(LaneRecord record, int attempts, TimeSpan wait, CancellationToken cancel)
    {
        while (true)
        {
            var next = record with { Attempts = attempts, Probe = record.Probe + 1, ProbeAt = clock.GetUtcNow() + wait };
            if (await hold.RunAsync(token => lanes.TryUpdateAsync(next, token), cancel) is { } written)
            {
                await hold.RunAsync(token => queue.ScheduleDrainAsync(written.Lane, written.Probe, written.ProbeAt, token), cancel);
                return;
            }

            // Somebody has parked meanwhile; only that somebody's ETag was missing. A changed probe means another drain took over.
            if (await hold.RunAsync(token => lanes.FindAsync(record.Lane, token), cancel) is not { } changed || changed.Probe != record.Probe)
                return;
            record = changed;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3200, Level = LogLevel.Information, Message = "Lane {Lane} of {Partner} is open again; {Messages} parked messages went out")]
        public static partial void Opened(ILogger logger, string partner, string lane, int messages);
    }
}
