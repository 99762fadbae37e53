namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>The reason the broker gives when a message has failed too often.</summary>
    private const string TooManyDeliveries = "MaxDeliveryCountExceeded";

    /// <summary>A locked message is settled.</summary>
    /// <param name="text">The note of an abandon or a deferral, the reason of a dead-letter.</param>
    public SettleRequest SettleRequested(string queue, string id, Settlement settlement, string? text = null)
    {
        lock (_gate)
        {
            var record = _queues[queue].Messages[id];
            var target = Target(record, settlement, _queues[queue].Description.MaxDeliveryCount);
            var version = settlement is Settlement.Abandon or Settlement.Defer ? record.Note.Request(text) : 0;
            var request = new SettleRequest(record, settlement, record.Possible, target, version);
            record.AbandonsRequested += settlement == Settlement.Abandon ? 1 : 0;
            if (target == Places.DeadLettered && record.Possible != Places.DeadLettered)
                record.Reason = settlement == Settlement.DeadLetter ? text : TooManyDeliveries;
            record.Possible |= target;
            record.Locked = false;
            record.Pending = request;
            _busy.Add(record);
            Tell(record, $"{settlement}?");
            return request;
        }
    }

    public void SettleAcknowledged(SettleRequest request)
    {
        lock (_gate)
        {
            var record = request.Message;
            // Another receiver may have got the message before this answer was heard: what it saw is newer.
            if (record.Pending == request)
            {
                record.Pending = null;
                record.Possible = request.To;
            }
            record.Note.Acknowledge(request.NoteVersion);
            Tell(record, $"{request.Settlement}!");
            Count(request);
        }
    }

    /// <summary>A locked message was given back unsettled, with the receiver that held it.</summary>
    public void Released(string queue, string id)
    {
        lock (_gate)
        {
            _queues[queue].Messages[id].Locked = false;
            Tell(_queues[queue].Messages[id], "released");
        }
    }

    private void Count(SettleRequest request)
    {
        switch (request.Settlement)
        {
            case Settlement.Complete:
                _counts.Completed++;
                break;
            case Settlement.Abandon:
                request.Message.AbandonsAcknowledged++;
                _counts.Abandoned++;
                _counts.DeadLetteredByCount += request.To == Places.DeadLettered && request.From != Places.DeadLettered ? 1 : 0;
                break;
            case Settlement.Defer:
                _counts.Deferred++;
                break;
            case Settlement.DeadLetter:
                _counts.DeadLettered++;
                break;
        }
    }

    private static Places Target(MessageRecord record, Settlement settlement, int maxDeliveryCount) => settlement switch
    {
        Settlement.Complete => Places.Gone,
        Settlement.Defer => Places.Deferred,
        Settlement.DeadLetter => Places.DeadLettered,
        _ when record.LastDeliveryCount >= maxDeliveryCount => Places.DeadLettered,
        // A deferred message stays deferred, and a dead letter dead.
        _ => record.Possible,
    };
}
