using Microsoft.Extensions.Options;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>How a message is parked.</summary>
/// <param name="Cause">Why.</param>
/// <param name="DueAt">When the lane tries again by itself; null when something else wakes it.</param>
/// <param name="Attempts">Failures in a row, where it failed.</param>
/// <param name="Waiting">Recipients that wait apart, for <see cref="ParkCause.AskedAgain"/>.</param>
internal readonly record struct ParkPlan(ParkCause Cause, DateTimeOffset? DueAt = null, int Attempts = 0, IReadOnlyList<WaitingRecipient>? Waiting = null);

/// <summary>
/// Parks messages of a lane, in order. Called inside the lane's Service Bus session, so that one call at a time does it; the
/// record's ETag holds even when the session lock was lost meanwhile.
/// </summary>
internal sealed class LaneParking(
    ILaneStore lanes, IParkedStore parked, IAlarms alarms, IPartners partners, Breakers breakers, InboxSignal inbox, IOptions<LaneOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Parks one message. False when the lane was opened since it was read: nothing is parked then, and the message goes the way of
    /// an open lane again.
    /// </summary>
    /// <param name="parcel">The message.</param>
    /// <param name="read">The lane's record as it was read or written a moment ago; null when it was open.</param>
    /// <param name="plan">How.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<bool> ParkAsync(Parcel parcel, LaneRecord? read, ParkPlan plan, CancellationToken cancel)
    {
        var (name, wasThere) = await parked.StoreAsync(parcel, cancel);
        if (parcel.Head.InDoubt && wasThere)
            await MarkInDoubtAsync(name, cancel);

        var record = read;
        while (true)
        {
            // Written after the blob: a drain that saw no blob cannot open the lane any more, for its ETag is stale.
            var next = Add(record ?? new LaneRecord(parcel.Lane) { Mode = ModeOf(plan), Alarm = clock.GetUtcNow().UtcTicks }, parcel, plan);
            if (await lanes.TryWriteAsync(next, cancel) is { } written)
            {
                inbox.Ring(parcel.Lane.Partner);
                // Should the alarm be lost with this call, the sweep finds it overdue.
                if (written.Alarm != record?.Alarm && written.DueAt is { } due)
                    await alarms.ScheduleAsync(parcel.Lane, PackedKind.Drain, written.Alarm, due, cancel);
                else if (written.DueAt is null)
                    await CheckWakerAsync(written, plan.Cause, created: record is null, cancel);
                return true;
            }

            // What was read may be old. Opened since, also when it is parked anew by now, the lane may have let the message pass.
            record = (await lanes.ReadAsync(parcel.Lane, cancel)).Find(parcel.Lane);
            if (read is not null && (record is null || (read.Mode == LaneMode.Parked && record.ParkedSince != read.ParkedSince)))
            {
                await parked.RemoveAsync(name, cancel);
                return false;
            }
        }
    }

    // It may have been parked before, by a call that had no doubt yet.
    private async Task MarkInDoubtAsync(string name, CancellationToken cancel)
    {
        while (await parked.ReadAsync(name, cancel) is { } read && !PackedReader.ReadHead(read.Message, out _).InDoubt)
            await parked.TryReplaceAsync(name, read, PackedWriter.InDoubt(read.Message), cancel);
    }

    /// <summary>
    /// What was to wake the lane may have come between the reading and the writing of its record: then nobody has seen the
    /// record, and the lane is woken here.
    /// </summary>
    private async Task CheckWakerAsync(LaneRecord record, ParkCause cause, bool created, CancellationToken cancel)
    {
        var lane = record.Lane;
        if (!created && cause == ParkCause.Behind)
            return;

        var state = await lanes.ReadAsync(lane.Partner, cancel);
        if (LaneRules.CauseToPark(state, null, lane, await partners.FindAsync(lane.Partner)) is null)
            await alarms.ScheduleAsync(lane, PackedKind.Drain, record.Alarm, clock.GetUtcNow(), cancel);
        else if (lane.Epoch <= state.OpenEpoch)
            await breakers.TakeTurnAsync(state, lane, TimeSpan.FromSeconds(options.Value.OverdueSeconds), cancel);
    }

    private LaneRecord Add(LaneRecord record, Parcel parcel, ParkPlan plan)
    {
        var bytes = new Dictionary<string, long>(record.Bytes, StringComparer.Ordinal);
        if (parcel.Sequence > record.LastSequence)
            bytes[parcel.Head.Sender] = bytes.GetValueOrDefault(parcel.Head.Sender) + parcel.Message.Length;

        var waiting = Merge(record.Waiting, plan.Waiting);
        var staysWaiting = record.Mode == LaneMode.Waiting && ModeOf(plan) == LaneMode.Waiting && waiting.Count <= options.Value.MostWaitingRecipients;
        var next = record.In(staysWaiting ? LaneMode.Waiting : LaneMode.Parked, clock.GetUtcNow()) with
        {
            Waiting = waiting,
            Attempts = plan.Cause == ParkCause.Failed ? plan.Attempts : record.Attempts,
            Bytes = bytes,
            LastSequence = Math.Max(record.LastSequence, parcel.Sequence),
            NextExpiry = parcel.ExpiresAt < record.NextExpiry ? parcel.ExpiresAt : record.NextExpiry,
        };
        return plan.DueAt is { } due && (next.DueAt is null || due < next.DueAt || next.Mode != record.Mode)
            ? next with { DueAt = due, Alarm = record.Alarm + 1 }
            : next;
    }

    // What lies behind the waiting recipients of a lane in mode Waiting is only theirs; everything else parks the lane.
    private static LaneMode ModeOf(ParkPlan plan) => plan.Cause == ParkCause.AskedAgain ? LaneMode.Waiting : LaneMode.Parked;

    private static IReadOnlyList<WaitingRecipient> Merge(IReadOnlyList<WaitingRecipient> present, IReadOnlyList<WaitingRecipient>? added)
    {
        if (added is null or { Count: 0 })
            return present;
        var names = added.Select(recipient => recipient.Recipient).ToHashSet();
        return [.. present.Where(recipient => !names.Contains(recipient.Recipient)), .. added];
    }
}
