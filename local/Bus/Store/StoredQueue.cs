namespace Relay.Local.Bus.Store;

/// <summary>What the store holds of one queue when the broker starts; messages come without their bytes, in key order.</summary>
internal sealed record StoredQueue(
    int Number,
    long NextSequence,
    long CreatedAt,
    IReadOnlyList<StoredMessage> Messages,
    IReadOnlyDictionary<string, byte[]> SessionStates,
    IReadOnlyList<(UInt128 Hash, long Until)> DuplicateKeys);

/// <summary>One stored message; <see cref="State"/> is null when nothing changed since it was inserted.</summary>
internal sealed record StoredMessage(long Key, long EnqueuedAt, long ExpiresAt, string? SessionId, int Size, MessageState? State);
