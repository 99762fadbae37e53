namespace Relay.Chaos.Judgement;

/// <summary>What must not happen, whatever fails.</summary>
internal enum Fault
{
    /// <summary>Accepted, and without a final state when the wait was over.</summary>
    NotEnded,

    /// <summary>The ledger says delivered, and no partner ever took it.</summary>
    DeliveredToNobody,

    /// <summary>It came for the first time after one that was answered with 202 later, of the same sender, recipient and class.</summary>
    OutOfOrder,

    /// <summary>It came after its time to live.</summary>
    Late,

    /// <summary>Addresses or content are not what was sent.</summary>
    Changed,

    /// <summary>An envelope that nobody sent, or that came to another partner.</summary>
    Foreign,

    /// <summary>The ledger has two different final states for it.</summary>
    TwoEnds,

    /// <summary>It came, the ledger says that it did not, and does not say that it possibly did.</summary>
    Undisclosed,

    /// <summary>The ledger says refused, and no partner refused it.</summary>
    RefusedByNobody,

    /// <summary>The relay refused a request or an envelope that is in order.</summary>
    RefusedAtTheDoor,

    /// <summary>Envelopes have no 202 although everything was back for as long as the run waits.</summary>
    NotAnswered,

    /// <summary>A delivery whose signature does not hold, or that was signed once and came twice.</summary>
    BadSignature,

    /// <summary>A part of the relay ended that nobody had killed.</summary>
    FellByItself,
}
