namespace Relay.Local.Bus.Engine;

/// <summary>How an operation on a queue ended.</summary>
internal enum Outcome
{
    /// <summary>Done, and durable.</summary>
    Done,

    /// <summary>The lock token is not, or no longer, a lock.</summary>
    MessageLockLost,

    /// <summary>The session is not, or no longer, locked by this receiver.</summary>
    SessionLockLost,

    /// <summary>Another receiver holds the session.</summary>
    SessionCannotBeLocked,

    /// <summary>No free session came up in the time given.</summary>
    TimedOut,

    /// <summary>No message has this sequence number, or it is not in the place asked for.</summary>
    MessageNotFound,

    /// <summary>The message is above the queue's limit.</summary>
    MessageTooLarge,

    /// <summary>The queue is full.</summary>
    QuotaExceeded,

    /// <summary>The queue has sessions and the request names none, or the other way round.</summary>
    NotAllowed,

    /// <summary>A value of the request is out of its range.</summary>
    InvalidArgument,
}
