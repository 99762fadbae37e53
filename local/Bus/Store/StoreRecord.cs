namespace Relay.Local.Bus.Store;

/// <summary>One change to durable state. Times are Unix milliseconds; a message's key is made of the queue's number and its sequence number.</summary>
internal abstract record StoreRecord;

internal sealed record InsertMessage(long Key, long EnqueuedAt, long ExpiresAt, string? SessionId, byte[] Encoded) : StoreRecord;

/// <summary>Ends a message; <see cref="HasState"/> tells whether a row of state exists beside it.</summary>
internal sealed record DeleteMessage(long Key, bool HasState) : StoreRecord;

/// <summary>Writes what changed of a message since it was inserted; the message's bytes are not touched.</summary>
internal sealed record PutState(long Key, MessageState State) : StoreRecord;

/// <summary>Gives a message another key; its row of state, if any, is written anew.</summary>
internal sealed record MoveMessage(long Key, long NewKey) : StoreRecord;

/// <summary>Sets or (with null) clears the state of a session.</summary>
internal sealed record PutSessionState(int Queue, string SessionId, byte[]? State) : StoreRecord;

internal sealed record PutNextSequence(int Queue, long Next) : StoreRecord;

/// <summary>Remembers a message id's hash until the time given.</summary>
internal sealed record PutDuplicateKey(int Queue, UInt128 Hash, long Until) : StoreRecord;

/// <summary>Where a message is and what settlements left on it.</summary>
internal sealed record MessageState(
    MessagePlace Place, long EnqueueSequenceNumber, long EnqueuedAt, long ExpiresAt, long ScheduledAt, int DeliveryCount, byte[]? Modified);

/// <summary>The part of the queue a message is in. The numbers are those stored.</summary>
internal enum MessagePlace
{
    /// <summary>Waiting, or handed to a receiver.</summary>
    Active = 0,

    /// <summary>Set aside, to be received by its sequence number.</summary>
    Deferred = 1,

    /// <summary>Waiting for its time.</summary>
    Scheduled = 2,

    /// <summary>In the dead-letter sub-queue, waiting.</summary>
    DeadLettered = 3,

    /// <summary>In the dead-letter sub-queue, set aside.</summary>
    DeadLetteredDeferred = 4,
}
