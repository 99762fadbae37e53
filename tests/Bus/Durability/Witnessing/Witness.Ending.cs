namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>Messages that are there, as far as clients know.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
                return _queues.Values.Sum(queue => queue.Messages.Values.Count(record => record.IsThere));
        }
    }

    /// <summary>When the last scheduled message is due, also of those that were cancelled.</summary>
    public DateTimeOffset LastDue
    {
        get
        {
            lock (_gate)
                return _queues.Values.SelectMany(queue => queue.Messages.Values).Max(record => record.Sent.ScheduledFor) ?? DateTimeOffset.MinValue;
        }
    }

    /// <summary>A receive-and-delete request had no answer when the broker was killed: that many messages may be gone unseen.</summary>
    public void TakeUnanswered(string queue, int messages)
    {
        lock (_gate)
            _queues[queue].MayBeTaken += messages;
    }

    /// <summary>Every queue was emptied: what is acknowledged and not seen is lost.</summary>
    public void Drained()
    {
        lock (_gate)
        {
            foreach (var queue in _queues.Values)
            {
                var missing = queue.Messages.Values.Where(record => record.IsThere).ToList();
                // The messages that were taken unseen are the first of those that waited; which these are cannot be known.
                foreach (var record in missing.Count > queue.MayBeTaken ? missing : [])
                    Add(FaultKind.Lost, record, $"is not in {record.Possible} ({missing.Count} missing, {queue.MayBeTaken} allowed)");
                if (queue.MayBeTaken == 0)
                    CheckBatches(queue);
            }
        }
    }

    private void CheckBatches(QueueRecord queue)
    {
        foreach (var batch in queue.Messages.Values.Select(record => record.Batch).Distinct())
        {
            var taken = batch.Count(message => queue.Messages[message.Id] is var record && (record.Seen || (record.Possible & Places.Nowhere) == 0));
            if (taken > 0 && taken < batch.Count)
                Add(FaultKind.TornBatch, $"{taken} of the {batch.Count} messages from {batch[0].Id} on were taken in");
        }
    }
}
