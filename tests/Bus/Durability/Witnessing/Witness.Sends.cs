namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>Messages of one queue are sent in one request, for the first time or again.</summary>
    public void SendRequested(params IReadOnlyList<SentMessage> messages)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var fresh = messages.Where(message => !_queues[message.Queue].Messages.ContainsKey(message.Id)).ToList();
            foreach (var message in fresh)
            {
                var queue = _queues[message.Queue];
                var session = message is { Session: { } id, ScheduledFor: null } ? queue.Session(id) : null;
                var record = new MessageRecord(message, now, _life, queue.HighestNumber) { Order = session?.Ordered.Count, Batch = fresh };
                record.Possible |= message.ScheduledFor is null ? Places.Waiting : Places.Scheduled;
                session?.Ordered.Add(record);
                queue.Messages.Add(message.Id, record);
                Tell(record, "send");
            }
        }
    }

    public void SendAcknowledged(params IReadOnlyList<SentMessage> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                var record = Record(message);
                if ((record.Possible & Places.Nowhere) == 0)
                {
                    _counts.DuplicatesRefused++;
                    continue;
                }
                record.Possible &= ~Places.Nowhere;
                Tell(record, "sent");
                _counts.SentAgain += record.SentInLife == _life ? 0 : 1;
                _counts.Sent += message.ScheduledFor is null ? 1 : 0;
                _counts.Scheduled += message.ScheduledFor is null ? 0 : 1;
            }
        }
    }

    /// <summary>A request to schedule was answered with the messages' numbers.</summary>
    public void ScheduleAcknowledged(IReadOnlyList<SentMessage> messages, IReadOnlyList<long> numbers)
    {
        lock (_gate)
        {
            foreach (var (message, number) in messages.Zip(numbers))
            {
                var record = Record(message);
                if (record.EnqueuedSequenceNumber is { } seen && seen != number)
                    Add(FaultKind.WrongNumber, record, $"was scheduled under {number}, but came with {seen}");
                record.EnqueuedSequenceNumber = number;
                CheckNumber(record, number);
            }
        }
        SendAcknowledged(messages);
    }

    public void CancelRequested(SentMessage message)
    {
        lock (_gate)
        {
            var record = Record(message);
            if (record.Possible == Places.Scheduled)
                record.Possible |= Places.Gone;
            Tell(record, "cancel");
        }
    }

    public void CancelAcknowledged(SentMessage message)
    {
        lock (_gate)
        {
            var record = Record(message);
            if (record.Seen)
                Add(FaultKind.Returned, record, $"was received although its cancellation was acknowledged");
            record.Possible = Places.Gone;
            Tell(record, "cancelled");
            _counts.Cancelled++;
        }
    }

    /// <summary>The answer was that no such message is scheduled: then its time must have come.</summary>
    public void CancelRefused(SentMessage message)
    {
        lock (_gate)
        {
            var record = Record(message);
            if (clock.GetUtcNow() < message.ScheduledFor)
                Add(FaultKind.Lost, record, $"is scheduled and could not be found to be cancelled");
            if (record.Possible == (Places.Scheduled | Places.Gone))
                record.Possible = Places.Scheduled;
        }
    }

    private MessageRecord Record(SentMessage message) => _queues[message.Queue].Messages[message.Id];
}
