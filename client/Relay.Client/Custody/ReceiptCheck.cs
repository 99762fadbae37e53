using System.Diagnostics.CodeAnalysis;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>The outcome of a check.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Receipt">What the receipt says, once its signature holds; it may still not be about the envelopes that were given.</param>
public readonly record struct ReceiptCheck(ReceiptFault Fault, Receipt? Receipt)
{
    /// <summary>Whether nothing is wrong.</summary>
    [MemberNotNullWhen(true, nameof(Receipt))]
    public bool IsGood => Fault == ReceiptFault.None && Receipt is not null;
}
