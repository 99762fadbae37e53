using Relay.Functions.Held;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Lanes;

/// <summary>
/// The second stage of an envelope's way: deliver, or park in order. Returning means that everything in the message has
/// ended, is held or is parked durably; it throws only when the stores are gone for longer than it may hold the call.
/// </summary>
internal sealed partial class DeliverStage(
    KnownLanes lanes, LaneParking parking, LaneDrain drain, LaneEpochs epochs, BatchDelivery delivery, IClaimedBodies claimed, IHeldEnvelopes held,
    IPartners partners, Breakers breakers, CallGate gate, EndedIds ended, ProbeSchedule schedule, RecipientHash recipients, TimeProvider clock, ILogger<DeliverStage> logger)
{
    // Nothing that is lost comes again as soon: ephemeral messages have no session whose end would free them.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    /// <exception cref="Azure.RequestFailedException">A store did not answer within the bound of <see cref="Hold"/>.</exception>
    /// <exception cref="InvalidDataException">The message is of a version to come: an instance that knows it will take it.</exception>
    public async Task HandleAsync(QueuedMessage message, CancellationToken cancel)
    {
        PackedHead head;
        Batch? batch = null;
        try
        {
            head = PackedReader.ReadHead(message.Body, out _);
            RelayTraces.Describe(head);
            if (head.Kind is PackedKind.Envelopes or PackedKind.Claim)
                batch = await Batch.ReadAsync(message.Body, claimed, cancel);
        }
        catch (InvalidDataException unreadable) when (!PackedReader.IsOfLaterVersion(message.Body))
        {
            // It would block its lane for ever, and nobody can read who it is for.
            Log.Unreadable(logger, message.SequenceNumber, message.Body.Length, unreadable.Message);
            await held.KeepUnreadableAsync(message.Queue, message.SequenceNumber, message.Body, cancel);
            return;
        }

        switch (head.Kind)
        {
            case PackedKind.Drain:
                await drain.DrainAsync(head, cancel);
                break;
            case PackedKind.Probe:
                await drain.ProbeAsync(head, cancel);
                break;
            case PackedKind.Fence:
                await OnFenceAsync(head, message, cancel);
                break;
            default:
                // Without its body it was delivered before; the call that did it did not live to settle.
                if (batch is not null)
                    await OnEnvelopesAsync(batch, message, cancel);
                break;
        }

        ended.Worked(head.Lane);
    }

    private async Task OnEnvelopesAsync(Batch batch, QueuedMessage message, CancellationToken cancel)
    {
        // What comes again, by the queue, by the sweep of its dead letters or by an operator, may have ended already.
        var tried = message.DeliveryCount > 1 || batch.Head.InDoubt || batch.Head.Replayed;
        if (message.DeliveryCount > 1)
            batch = batch with { Head = batch.Head with { InDoubt = true } };
        if (batch.Head.Lane.Class == EnvelopeClass.Ephemeral)
        {
            await OnEphemeralAsync(batch, tried, cancel);
            return;
        }

        while (!await TryHandleAsync(batch, message.SequenceNumber, tried, cancel))
            tried = true; // The lane was opened by another instance while this one was parking: what was read of it no longer holds.
    }

    // Delivered now or never: while the partner is away, or busy, nothing of it is tried.
    private async Task OnEphemeralAsync(Batch batch, bool tried, CancellationToken cancel)
    {
        var lane = batch.Head.Lane;
        var state = await lanes.ReadAsync(lane.Partner, cancel);
        if (clock.GetUtcNow() - batch.Head.AcceptedAt > AtOnce && !LaneRules.WasClosed(state, null, batch.Head.AcceptedAt))
            batch = batch with { Head = batch.Head with { Unseen = true } };
        using var place = state.Breaker is null ? await gate.TryEnterAsync(lane.Partner, waits: true, cancel) : null;
        if (place is null)
        {
            await delivery.SettleAsync(batch.Head, batch.Envelopes, new(Deliver.DestinationFailure.NotCallable), cancel);
            return;
        }

        var outcome = await delivery.TryAsync(batch, batch.Envelopes, tried, post: true, cancel);
        await EvidenceAsync(lane, outcome, cancel);
    }

    private async Task<bool> TryHandleAsync(Batch batch, long sequence, bool tried, CancellationToken cancel)
    {
        var lane = batch.Head.Lane;
        if (!tried && lanes.RecallParked(lane) is { } known)
            return await ParkAsync(Vouched(batch, PartnerLanes.AllOpen, known), batch.Envelopes, batch.Head.InDoubt, sequence, known, new ParkPlan(ParkCause.Behind), cancel);

        var state = await lanes.ReadAsync(lane, cancel);
        var record = state.Find(lane);
        batch = Vouched(batch, state, record);
        if (LaneRules.CauseToPark(state, record, lane, await partners.FindAsync(lane.Partner)) is { } cause)
            return await ParkAsync(batch, batch.Envelopes, batch.Head.InDoubt, sequence, record, new ParkPlan(cause), cancel);

        using var place = await gate.TryEnterAsync(lane.Partner, waits: true, cancel);
        if (place is null)
            return await ParkAsync(batch, batch.Envelopes, batch.Head.InDoubt, sequence, record, new ParkPlan(ParkCause.Busy, clock.GetUtcNow() + gate.BusyWait(lane.Partner, state.NotOpen + 1)), cancel);

        var (free, behind) = Split(batch, record);
        var outcome = free.Count == 0 ? new BatchOutcome([], null, batch.Head.InDoubt) : await delivery.TryAsync(batch, free, tried, post: true, cancel);
        var isOpen = await EvidenceAsync(lane, outcome, cancel);
        if (outcome.Remaining.Count == 0 && behind.Count == 0)
        {
            if (batch.Claim is not null)
                await claimed.RemoveAsync(batch.Claim, cancel);
            return true;
        }

        var remaining = outcome.Remaining.Concat(behind).Select(envelope => envelope.Id).ToHashSet();
        IReadOnlyList<PackedEnvelope> rest = remaining.Count == batch.Envelopes.Count
            ? batch.Envelopes
            : [.. batch.Envelopes.Where(envelope => remaining.Contains(envelope.Id))];
        return await ParkAsync(batch, rest, outcome.InDoubt, sequence, record, Plan(outcome, record, isOpen), cancel);
    }

    // A receiver that dies gives back what it had, and the queue need not count that: only who has worked the lane all the time, or
    // knows that nobody could, knows that nobody has posted it.
    private Batch Vouched(Batch batch, PartnerLanes state, LaneRecord? record) =>
        ended.Covers(batch.Head.Lane, batch.Head.AcceptedAt - LaneRules.Skew) || LaneRules.WasClosed(state, record, batch.Head.AcceptedAt)
            ? batch
            : batch with { Head = batch.Head with { Unseen = true } };

    private async Task<bool> EvidenceAsync(Lane lane, BatchOutcome outcome, CancellationToken cancel)
    {
        if (outcome.Failed)
            return await breakers.FailedAsync(lane, outcome.Answer!, cancel);
        if (outcome.Answer is not null)
            breakers.Succeeded(lane.Partner);
        return false;
    }

    private ParkPlan Plan(BatchOutcome outcome, LaneRecord? record, bool isOpen)
    {
        var now = clock.GetUtcNow();
        if (outcome.Failed)
            return isOpen ? new ParkPlan(ParkCause.Away) : new ParkPlan(ParkCause.Failed, now + schedule.Wait(1, outcome.Answer!.RetryAfter), Attempts: 1);

        var waiting = outcome.Remaining.Select(envelope => recipients.Of(envelope.ToUser)).Distinct()
            .Select(recipient => new WaitingRecipient(recipient, 1, now + schedule.Wait(1, outcome.Answer!.RetryAfter))).ToList();
        return new ParkPlan(ParkCause.AskedAgain, waiting.Count > 0 ? waiting.Min(recipient => recipient.DueAt) : record?.DueAt, Waiting: waiting);
    }

    private (List<PackedEnvelope> Free, List<PackedEnvelope> Behind) Split(Batch batch, LaneRecord? record)
    {
        var free = new List<PackedEnvelope>(batch.Envelopes.Count);
        var behind = new List<PackedEnvelope>();
        var waiting = record is null ? null : record.Waiting.Select(recipient => recipient.Recipient).ToHashSet();
        foreach (var envelope in batch.Envelopes)
            (waiting is not null && waiting.Contains(recipients.Of(envelope.ToUser)) ? behind : free).Add(envelope);
        return (free, behind);
    }

    private async Task<bool> ParkAsync(
        Batch batch, IReadOnlyList<PackedEnvelope> rest, bool inDoubt, long sequence, LaneRecord? record, ParkPlan plan, CancellationToken cancel)
    {
        var message = batch.Keep(rest, inDoubt, out var head);
        // Of all its envelopes, not of the rest: should it be parked again after a crash, it must be under the same name.
        var expires = batch.Envelopes.Min(envelope => head.AcceptedAt + envelope.TimeToLive);
        if (!await parking.ParkAsync(new Parcel(head.Lane, sequence, head, expires, message), record, plan, cancel))
            return false;

        // The rest was packed anew, so that nothing refers to the claimed body any more.
        if (batch.Claim is not null && rest.Count < batch.Envelopes.Count)
            await claimed.RemoveAsync(batch.Claim, cancel);
        return true;
    }

    private async Task OnFenceAsync(PackedHead head, QueuedMessage message, CancellationToken cancel)
    {
        while (true)
        {
            var record = (await lanes.ReadAsync(head.Lane, cancel)).Find(head.Lane);
            if (record is null)
            {
                await epochs.PassedAsync(head.Lane, (int)head.Number, cancel);
                return;
            }

            var parcel = new Parcel(head.Lane, message.SequenceNumber, head, DateTimeOffset.MaxValue, message.Body);
            if (await parking.ParkAsync(parcel, record, new ParkPlan(record.Mode == LaneMode.Waiting ? ParkCause.AskedAgain : ParkCause.Behind, record.DueAt), cancel))
                return;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Queue message {SequenceNumber} of {Bytes} bytes cannot be read ({Rule}); it is kept for an operator")]
        public static partial void Unreadable(ILogger logger, long sequenceNumber, int bytes, string rule);
    }
}
