namespace Relay.Local.Bus.Store;

/// <summary>What the store holds of one queue when the broker starts. Messages come in key order, and are read while they are walked over.</summary>
internal sealed record StoredQueue(
    int Number,
    long NextSequence,
    long CreatedAt,
    IEnumerable<StoredHead> Messages,
    IReadOnlyDictionary<string, byte[]> SessionStates,
    IEnumerable<(UInt128 Hash, long Until)> DuplicateKeys);

/// <summary>What a queue must know of a stored message to have it waiting.</summary>
internal readonly record struct StoredHead(
    long SequenceNumber, int Size, long ExpiresAt, string? SessionId, bool HasState, MessagePlace Place, long ScheduledAt);

/// <summary>One stored message as a whole; <see cref="State"/> is null when nothing changed since it was inserted.</summary>
internal sealed record StoredMessage(long EnqueuedAt, long ExpiresAt, byte[] Encoded, MessageState? State);
