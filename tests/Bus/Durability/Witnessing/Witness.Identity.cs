namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>Both clocks are the same; a time of the protocol is cut to the millisecond.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private void CheckIdentity(MessageRecord record, Sighting sighting)
    {
        if (record.EnqueuedSequenceNumber is { } given && given != sighting.EnqueuedSequenceNumber)
            Add(FaultKind.WrongNumber, record, $"was enqueued as {given}, and now as {sighting.EnqueuedSequenceNumber}");
        record.EnqueuedSequenceNumber ??= sighting.EnqueuedSequenceNumber;
        if (record.SequenceNumber is { } number)
        {
            if (number != sighting.SequenceNumber)
                Add(FaultKind.WrongNumber, record, $"has changed its number to {sighting.SequenceNumber}");
            if (record.EnqueuedAt != sighting.EnqueuedAt)
                Add(FaultKind.WrongTime, record, $"was enqueued at {record.EnqueuedAt:O}, and now at {sighting.EnqueuedAt:O}");
            return;
        }
        CheckNumber(record, sighting.SequenceNumber);
        var earliest = record.Sent.ScheduledFor is { } time && time > record.RequestedAt ? time : record.RequestedAt;
        // A message seen before its time has been told of already.
        if (sighting.SeenAt >= earliest && (sighting.EnqueuedAt < earliest - Tick || sighting.EnqueuedAt > sighting.SeenAt))
            Add(FaultKind.WrongTime, record, $"was enqueued at {sighting.EnqueuedAt:O}, but sent at {earliest:O} and seen at {sighting.SeenAt:O}");
        record.SequenceNumber = sighting.SequenceNumber;
        record.EnqueuedAt = sighting.EnqueuedAt;
    }

    /// <summary>A number is given to one message, and is above all that were known when the message was sent.</summary>
    private void CheckNumber(MessageRecord record, long number)
    {
        var queue = _queues[record.Sent.Queue];
        if (!queue.Numbers.TryAdd(number, record) && queue.Numbers[number] != record)
            Add(FaultKind.WrongNumber, record, $"has number {number}, as has {queue.Numbers[number]}");
        if (number <= record.Floor)
            Add(FaultKind.WrongNumber, record, $"has number {number}, but {record.Floor} was given before it was sent");
        if (record.Order is not null && !queue.Session(record.Sent.Session!).NumberFits(record, number))
            Add(FaultKind.WrongNumber, record, $"has number {number}, which is not between those of its neighbours");
        queue.HighestNumber = Math.Max(queue.HighestNumber, number);
    }
}
