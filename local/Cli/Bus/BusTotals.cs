using Relay.Local.Bus;

namespace Relay.Cli.Bus;

/// <summary>What all queues together hold at one moment, and what has passed through them since the start.</summary>
/// <param name="At">The moment.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Active">Messages that wait for a receiver, are locked or deferred.</param>
/// <param name="Scheduled">Messages that wait for their time.</param>
/// <param name="DeadLetters">Messages in the dead-letter sub-queues.</param>
/// <param name="In">Messages taken in since the start.</param>
/// <param name="Out">Deliveries since the start.</param>
/// <param name="MessageBytes">Size of the messages held.</param>
/// <param name="DiskBytes">Size of the files; 0 in memory.</param>
internal sealed record BusTotals(
    DateTimeOffset At, int Connections, long Active, long Scheduled, long DeadLetters, long In, long Out, long MessageBytes, long DiskBytes)
{
    public static BusTotals Of(BusStatus status, DateTimeOffset at) => new(
        at,
        status.Connections,
        status.Queues.Sum(queue => queue.ActiveMessages),
        status.Queues.Sum(queue => queue.ScheduledMessages),
        status.Queues.Sum(queue => queue.DeadLetterMessages),
        status.Queues.Sum(queue => queue.Received),
        status.Queues.Sum(queue => queue.Delivered),
        status.Queues.Sum(queue => queue.SizeBytes),
        status.DiskBytes);

    /// <summary>Whether nothing that a client did lies between the two; files may change their size by themselves.</summary>
    public bool IsSameAs(BusTotals other) => this with { At = other.At, DiskBytes = other.DiskBytes } == other;
}
