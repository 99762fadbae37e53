using Relay.Signatures.Custody;
using Relay.Signatures.Transparency;

namespace Relay.Client.Transparency;

/// <summary>What is wrong with a proof of keys.</summary>
public enum KeyProofFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not a proof: a number is out of range, or something has another length than it must have.</summary>
    Malformed,

    /// <summary>The head is not the relay's; the head's own fault says why.</summary>
    HeadUntrusted,

    /// <summary>A link that the claim shows is not one of those that the entry commits to.</summary>
    LinkNotCommitted,

    /// <summary>What the claim shows is not the entry at this place of the log: another key, another device, another link, another place.</summary>
    NotInLog,
}

/// <summary>The outcome of a check of a proof.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="HeadFault">What is wrong with the head.</param>
/// <param name="Head">The head, once its signature holds: for <see cref="HeadMemory"/>.</param>
/// <param name="Commitment">The entry, once nothing is wrong: for <see cref="KeyMemory"/>.</param>
public readonly record struct KeyProofCheck(KeyProofFault Fault, ReceiptFault HeadFault, TreeHead? Head, byte[]? Commitment)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Fault == KeyProofFault.None;
}
