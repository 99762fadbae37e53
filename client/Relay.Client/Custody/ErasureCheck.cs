using System.Diagnostics.CodeAnalysis;
using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>The outcome of a check of a certificate.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Erasure">What the certificate says, once its signature holds; it may still be about another user.</param>
public readonly record struct ErasureCheck(ReceiptFault Fault, Erasure? Erasure)
{
    /// <summary>Whether nothing is wrong.</summary>
    [MemberNotNullWhen(true, nameof(Erasure))]
    public bool IsGood => Fault == ReceiptFault.None && Erasure is not null;
}
