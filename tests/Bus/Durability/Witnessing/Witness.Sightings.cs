namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>A receiver got a message and holds it, or has taken it.</summary>
    public void Received(Sighting sighting)
    {
        lock (_gate)
        {
            var queue = _queues[sighting.Queue];
            if (!queue.Messages.TryGetValue(sighting.Id, out var record) || !sighting.Intact)
            {
                Add(FaultKind.Foreign, $"{sighting.Id} (number {sighting.SequenceNumber}) of queue {sighting.Queue} was never sent so");
                return;
            }
            Tell(record, $"{sighting.Place} #{sighting.DeliveryCount}");
            CheckPlace(record, sighting);
            CheckOrder(queue, record, sighting);
            CheckIdentity(record, sighting);
            CheckDelivery(record, sighting);
            CheckProperties(record, sighting);
            record.Possible = sighting.Taken ? Places.Gone : sighting.Place;
            record.Pending = null;
            record.Locked = !sighting.Taken;
            record.LastDeliveryCount = sighting.DeliveryCount;
            record.SeenInLife = _life;
            _counts.Taken += sighting.Taken ? 1 : 0;
            _busy.Add(record);
        }
    }

    private void CheckPlace(MessageRecord record, Sighting sighting)
    {
        var due = (record.Possible & Places.Scheduled) != 0 && sighting.Place == Places.Waiting;
        if (due && sighting.SeenAt < record.Sent.ScheduledFor)
            Add(FaultKind.TooEarly, record, $"came at {sighting.SeenAt:O}, but was scheduled for {record.Sent.ScheduledFor:O}");
        if (record.Locked)
            Add(FaultKind.SecondCopy, record, $"came from {sighting.Place} while it was locked");
        else if (record.Possible == Places.Gone)
            Add(FaultKind.Returned, record, $"came from {sighting.Place} after its end was acknowledged");
        else if (!due && (record.Possible & sighting.Place) == 0)
            Add(FaultKind.WrongPlace, record, $"came from {sighting.Place}, but must be in {record.Possible}");
    }

    private void CheckOrder(QueueRecord queue, MessageRecord record, Sighting sighting)
    {
        if (record.Order is null || sighting.Place != Places.Waiting)
            return;
        var session = queue.Session(record.Sent.Session!);
        if (session.Overtaken(record, _life) is { } other)
            Add(FaultKind.Overtaken, record, other == record ? "came after a later one" : $"came before {other}");
        session.Saw(record, _life);
    }

    private void CheckDelivery(MessageRecord record, Sighting sighting)
    {
        // A delivery that was cut off by a crash need not count, and may.
        var most = 1 + record.AbandonsRequested + _life - record.SentInLife;
        if (sighting.DeliveryCount < 1 + record.AbandonsAcknowledged || sighting.DeliveryCount > most)
            Add(FaultKind.WrongCount, record, $"has delivery count {sighting.DeliveryCount} after {record.AbandonsAcknowledged} of {record.AbandonsRequested} abandons");
    }

    private void CheckProperties(MessageRecord record, Sighting sighting)
    {
        if (!record.Note.Allows(sighting.Note))
            Add(FaultKind.WrongProperty, record, $"has the note '{sighting.Note}', but must have {record.Note}");
        record.Note.Settle(sighting.Note);
        if (sighting.Place == Places.DeadLettered && sighting.Reason != record.Reason)
            Add(FaultKind.WrongProperty, record, $"was dead-lettered for '{sighting.Reason}', but must be for '{record.Reason}'");
    }
}
