namespace Relay.Functions.Ledger;

/// <summary>How an envelope ended. Each accepted envelope ends in exactly one of these.</summary>
public enum FinalState : byte
{
    /// <summary>The recipient's provider has accepted it.</summary>
    Delivered = 0,

    /// <summary>The recipient's provider has refused it; the reason is the provider's.</summary>
    Refused = 1,

    /// <summary>Its time to live ended first, or it was ephemeral and could not be delivered at once.</summary>
    Expired = 2,

    /// <summary>Its recipient's data was erased.</summary>
    Erased = 3,
}

/// <summary>The end of one envelope.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">A short word for refused and expired.</param>
public readonly record struct FinalEntry(Guid Id, FinalState State, string? Reason = null)
{
    /// <summary>Whether the recipient's provider may have it all the same: it was posted, and no clear answer came back before it ended otherwise.</summary>
    public bool PossiblyDelivered { get; init; }

    /// <summary>XxHash64 of the envelope's packed bytes: tells the same envelope sent again from another one under its id.</summary>
    public ulong Fingerprint { get; init; }
}
