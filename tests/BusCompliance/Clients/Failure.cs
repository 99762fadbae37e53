namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>Why a client says an operation failed; one word for what the clients name differently.</summary>
internal enum Failure
{
    /// <summary>The service refused for a reason this client has no name for (JavaScript: GeneralError).</summary>
    General,
    MessageLockLost,
    SessionLockLost,
    SessionCannotBeLocked,
    MessageNotFound,
    MessagingEntityNotFound,
    MessageSizeExceeded,
    QuotaExceeded,
    ServiceTimeout,
    Unauthorized,
    Communication,

    /// <summary>The operation does not suit the queue or the state of the object (.NET: InvalidOperationException).</summary>
    InvalidOperation,

    /// <summary>A value is not acceptable, to the client or to the service.</summary>
    InvalidArgument,

    /// <summary>The object was closed before.</summary>
    Closed,

    /// <summary>The client has no such feature for this kind of entity.</summary>
    NotSupported,
}

/// <summary>A failure one of the clients reported.</summary>
internal sealed class BusFailureException(Failure reason, string message, Exception? inner = null) : Exception($"{reason}: {message}", inner)
{
    public Failure Reason => reason;
}
