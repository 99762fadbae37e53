using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;
using Outcome = Relay.Local.Bus.Engine.Outcome;

namespace Relay.Local.Bus.Transport;

/// <summary>The error conditions and status codes the clients understand.</summary>
internal static class Conditions
{
    public static readonly AmqpSymbol Timeout = "com.microsoft:timeout";
    public static readonly AmqpSymbol ArgumentError = "com.microsoft:argument-error";

    private static readonly AmqpSymbol EntityDisabled = "com.microsoft:entity-disabled";

    public static Error ToError(Outcome outcome) => new() { Condition = ToCondition(outcome), Description = Describe(outcome) };

    public static AmqpException ToException(Outcome outcome) => new(ToError(outcome));

    /// <summary>
    /// Why the queue's status refuses a link; null when it does not. Management requests both read and send, so that they
    /// need both, as with the service.
    /// </summary>
    public static AmqpException? Disabled(QueueDescription queue, bool sends, LinkTarget target)
    {
        var management = target is LinkTarget.Management or LinkTarget.DeadLetterManagement;
        var what = queue.Status switch
        {
            EntityStatus.Disabled => "disabled",
            EntityStatus.SendDisabled when sends || management => "disabled for Send operations",
            EntityStatus.ReceiveDisabled when !sends || management => "disabled for Receive operations",
            _ => null,
        };
        return what is null ? null : new AmqpException(EntityDisabled, $"Messaging entity '{queue.Name}' is currently {what}.");
    }

    public static AmqpSymbol ToCondition(Outcome outcome) => outcome switch
    {
        Outcome.MessageLockLost => "com.microsoft:message-lock-lost",
        Outcome.SessionLockLost => "com.microsoft:session-lock-lost",
        Outcome.SessionCannotBeLocked => "com.microsoft:session-cannot-be-locked",
        Outcome.TimedOut => Timeout,
        Outcome.MessageNotFound => "com.microsoft:message-not-found",
        Outcome.MessageTooLarge => AmqpErrorCode.MessageSizeExceeded,
        Outcome.QuotaExceeded => AmqpErrorCode.ResourceLimitExceeded,
        Outcome.NotAllowed => AmqpErrorCode.NotAllowed,
        Outcome.InvalidArgument => ArgumentError,
        _ => AmqpErrorCode.InternalError,
    };

    public static AmqpResponseStatusCode ToStatus(Outcome outcome) => outcome switch
    {
        Outcome.Done => AmqpResponseStatusCode.OK,
        Outcome.MessageLockLost or Outcome.SessionLockLost or Outcome.SessionCannotBeLocked => AmqpResponseStatusCode.Gone,
        Outcome.TimedOut => AmqpResponseStatusCode.RequestTimeout,
        Outcome.MessageNotFound => AmqpResponseStatusCode.NotFound,
        Outcome.MessageTooLarge or Outcome.QuotaExceeded => AmqpResponseStatusCode.Forbidden,
        Outcome.NotAllowed or Outcome.InvalidArgument => AmqpResponseStatusCode.BadRequest,
        _ => AmqpResponseStatusCode.InternalServerError,
    };

    public static string Describe(Outcome outcome) => outcome switch
    {
        Outcome.MessageLockLost => "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
        Outcome.SessionLockLost => "The session lock has expired on the session. Accept the session again.",
        Outcome.SessionCannotBeLocked => "The requested session cannot be accepted. It is locked by another receiver.",
        Outcome.TimedOut => "No session became available within the time given.",
        Outcome.MessageNotFound => "No message with this sequence number is there to be taken.",
        Outcome.MessageTooLarge => "The message, with its properties, is larger than the queue allows.",
        Outcome.QuotaExceeded => "The queue has reached its maximum size.",
        Outcome.NotAllowed => "The queue's kind does not allow this: sessions need a session id, and only queues with sessions do.",
        Outcome.InvalidArgument => "A value of the request is out of its range.",
        _ => "The operation failed.",
    };
}
