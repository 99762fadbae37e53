namespace Relay.Local.Bus.Engine;

/// <summary>The state annotation of a message, with the numbers of the protocol.</summary>
internal enum VisibleState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

/// <summary>What a receiver is told of a message beside its bytes. Times are Unix milliseconds.</summary>
internal readonly record struct DeliveredMessage(
    Guid LockToken,
    long SequenceNumber,
    long EnqueueSequenceNumber,
    long EnqueuedAt,
    long ExpiresAt,
    long? LockedUntil,
    int DeliveryCount,
    VisibleState State,
    byte[]? Modified,
    string? DeadLetterSource,
    byte[] Encoded);
