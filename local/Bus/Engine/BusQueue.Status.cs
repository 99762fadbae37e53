namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    private long _received;
    private long _delivered;
    private long _accessedAt;

    public QueueStatus Status()
    {
        lock (_gate)
        {
            return new QueueStatus
            {
                Description = _description,
                ActiveMessages = _count - _scheduled.Count,
                ScheduledMessages = _scheduled.Count,
                DeadLetterMessages = DeadLetter?._count ?? 0,
                SizeBytes = _storedBytes + (DeadLetter?._storedBytes ?? 0),
                Received = _received,
                Delivered = _delivered + (DeadLetter?._delivered ?? 0),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(_createdAt),
                AccessedAt = DateTimeOffset.FromUnixTimeMilliseconds(_accessedAt),
            };
        }
    }
}
