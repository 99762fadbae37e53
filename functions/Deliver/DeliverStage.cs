using Relay.Functions.Parking;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>A message as the queue trigger gives it.</summary>
/// <param name="Body">The packed message.</param>
/// <param name="SequenceNumber">The queue's number: the message's place in its lane.</param>
public readonly record struct QueuedMessage(ReadOnlyMemory<byte> Body, long SequenceNumber);

/// <summary>
/// The second stage of an envelope's way: deliver, or park in order. Returning means that everything in the message has
/// ended or is parked durably; it throws only when the stores are gone for longer than it may hold the call.
/// </summary>
public sealed class DeliverStage(
    LaneStore lanes, LaneParking parking, DrainStage drain, BatchDelivery delivery, ClaimedBodies claimed, Hold hold)
{
    /// <exception cref="Azure.RequestFailedException">A store did not answer within the bound of <see cref="Hold"/>.</exception>
    /// <exception cref="InvalidDataException">The message is not one of the relay's.</exception>
    public async Task HandleAsync(QueuedMessage message, CancellationToken cancel)
    {
        var head = PackedReader.ReadHead(message.Body, out var offset);
        if (head.Kind == PackedKind.Drain)
        {
            await drain.RunAsync(head, cancel);
            return;
        }

        while (!await TryHandleAsync(head, offset, message, cancel))
        {
            // The lane was opened by another instance while this one was parking: what was read of it no longer holds.
        }
    }

    private async Task<bool> TryHandleAsync(PackedHead head, int offset, QueuedMessage message, CancellationToken cancel)
    {
        if (head.Lane.Class == EnvelopeClass.Ephemeral)
        {
            await DeliverAsync(head, offset, message.Body, cancel);
            return true;
        }

        var record = await hold.RunAsync(token => lanes.FindAsync(head.Lane, token), cancel);
        if (record is not null)
            return await parking.ParkAsync(head.Lane, message.SequenceNumber, message.Body, record, null, cancel);

        var outcome = await DeliverAsync(head, offset, message.Body, cancel);
        if (outcome.Remaining.Count == 0)
            return true;

        var rest = Repacking.Rest(head, outcome, message.Body, out var writer);
        using (writer)
        {
            if (!await parking.ParkAsync(head.Lane, message.SequenceNumber, rest, null, outcome.RetryAfter, cancel))
                return false;
        }

        // The rest was packed anew, so that nothing refers to the claimed body any more.
        if (outcome.Changed && head.Kind == PackedKind.Claim)
            await hold.RunAsync(token => claimed.RemoveAsync(PackedReader.ReadClaim(message.Body, offset), token), cancel);
        return true;
    }

    private async Task<BatchOutcome> DeliverAsync(PackedHead head, int offset, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (head.Kind == PackedKind.Envelopes)
            return await delivery.TryAsync(head, PackedReader.ReadEnvelopes(body, offset), cancel);

        var name = PackedReader.ReadClaim(body, offset);
        var content = await hold.RunAsync(token => claimed.ReadAsync(name, token), cancel);
        if (content is null)
            return new BatchOutcome([], false, null); // Delivered before; the call that did it did not live to settle.

        var packed = PackedReader.ReadHead(content.Value, out var start);
        var outcome = await delivery.TryAsync(packed, PackedReader.ReadEnvelopes(content.Value, start), cancel);
        if (outcome.Remaining.Count == 0)
            await hold.RunAsync(token => claimed.RemoveAsync(name, token), cancel);
        return outcome;
    }
}
