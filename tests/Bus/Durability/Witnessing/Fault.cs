namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>Which promise was broken.</summary>
internal enum FaultKind
{
    /// <summary>Something acknowledged is not there.</summary>
    Lost,

    /// <summary>Something came back that was completed, taken or cancelled.</summary>
    Returned,

    /// <summary>A later message of a session came before an earlier one.</summary>
    Overtaken,

    /// <summary>A message that nobody sent, or whose bytes were changed.</summary>
    Foreign,

    /// <summary>A sequence number that changed, was given twice, or is not above those given before.</summary>
    WrongNumber,

    /// <summary>An enqueued time that changed, or is before the message was sent.</summary>
    WrongTime,

    /// <summary>A message that came again while it was locked.</summary>
    SecondCopy,

    /// <summary>A message in another part of the queue than the one it was put in.</summary>
    WrongPlace,

    /// <summary>A delivery count below the acknowledged failures, or above all that can have failed.</summary>
    WrongCount,

    /// <summary>A scheduled message that came before its time.</summary>
    TooEarly,

    /// <summary>A property or a reason that is neither the acknowledged nor a later requested one.</summary>
    WrongProperty,

    /// <summary>A session state that is neither the acknowledged nor a later requested one.</summary>
    WrongState,

    /// <summary>A batch of which only a part was taken in.</summary>
    TornBatch,

    /// <summary>An error answer of a broker that lives.</summary>
    Refused,
}

/// <summary>A broken promise, in words.</summary>
internal sealed record Fault(FaultKind Kind, string Text)
{
    public override string ToString() => $"{Kind}: {Text}";
}
