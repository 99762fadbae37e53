namespace Relay.Local.Bus;

/// <summary>
/// The settings of one queue, named and defaulted as Azure Service Bus does for ARM resource
/// <c>Microsoft.ServiceBus/namespaces/queues</c>. The ranges named here are those a file is held to
/// (<see cref="QueueDescriptions"/>); a description made in code may leave them, as tests with short times do.
/// </summary>
public sealed record QueueDescription
{
    /// <summary>The queue's name, at most 260 letters, digits, periods, hyphens, underscores and slashes; upper and lower case are the same.</summary>
    public required string Name { get; init; }

    /// <summary>Every message must have a session id, and receivers lock whole sessions.</summary>
    public bool RequiresSession { get; init; }

    /// <summary>A message whose id was sent within the window before is acknowledged and dropped.</summary>
    public bool RequiresDuplicateDetection { get; init; }

    /// <summary>How long a message id is remembered; 20 seconds to 7 days.</summary>
    public TimeSpan DuplicateDetectionHistoryTimeWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message or session stays locked without a renewal; at most 5 minutes.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After this many failed deliveries a message goes to the dead-letter sub-queue; 1 to 2000.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>Upper bound, and default, of a message's time to live; at least a second.</summary>
    public TimeSpan DefaultMessageTimeToLive { get; init; } = TimeSpan.MaxValue;

    /// <summary>Expired messages go to the dead-letter sub-queue instead of being dropped.</summary>
    public bool DeadLetteringOnMessageExpiration { get; init; }

    /// <summary>The largest message with its properties, in KiB; 256 to 102,400.</summary>
    public int MaxMessageSizeInKilobytes { get; init; } = 256;

    /// <summary>The space the queue's messages may take, in MiB; a send beyond it is refused as over quota; 1 to 81,920.</summary>
    public int MaxSizeInMegabytes { get; init; } = 1024;

    /// <summary>What the queue refuses.</summary>
    public EntityStatus Status { get; init; }
}
