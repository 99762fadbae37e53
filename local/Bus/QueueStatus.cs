namespace Relay.Local.Bus;

/// <summary>What one queue holds at one moment, and what has passed through it since the broker started.</summary>
public sealed record QueueStatus
{
    public required QueueDescription Description { get; init; }

    /// <summary>Messages that wait for a receiver, are locked by one, or are deferred.</summary>
    public required long ActiveMessages { get; init; }

    /// <summary>Messages that wait for their time.</summary>
    public required long ScheduledMessages { get; init; }

    /// <summary>Messages in the dead-letter sub-queue.</summary>
    public required long DeadLetterMessages { get; init; }

    /// <summary>Bytes of all these messages as they were sent.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Messages taken in since the broker started, duplicates not counted.</summary>
    public required long Received { get; init; }

    /// <summary>Deliveries to receivers since the broker started, of the dead-letter sub-queue too.</summary>
    public required long Delivered { get; init; }

    /// <summary>When the queue was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a message was last sent or handed out; the broker's start when none was.</summary>
    public required DateTimeOffset AccessedAt { get; init; }
}
