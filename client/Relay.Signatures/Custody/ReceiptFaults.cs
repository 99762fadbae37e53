namespace Relay.Signatures.Custody;

/// <summary>What faults are called in words.</summary>
public static class ReceiptFaults
{
    /// <summary>The fault as a sentence about a receipt.</summary>
    public static string Describe(this ReceiptFault fault) => fault switch
    {
        ReceiptFault.None => "Nothing is wrong.",
        ReceiptFault.Malformed => "It is not a receipt, or a damaged one.",
        ReceiptFault.TypeMismatch => "It is a token of another kind, not a receipt.",
        ReceiptFault.KeyUnknown => "None of the given keys has its key id.",
        ReceiptFault.AlgorithmMismatch => "Its algorithm is not the key's.",
        ReceiptFault.SignatureInvalid => "The signature does not verify: the receipt was altered, or another key signed it.",
        ReceiptFault.RelayMismatch => "It is another relay's receipt.",
        ReceiptFault.CountMismatch => "It covers another number of envelopes than the answer accepts.",
        ReceiptFault.EnvelopeMissing => "It covers an envelope that is not in the request.",
        ReceiptFault.RootMismatch => "The salt, an envelope or their order is not what the receipt covers.",
        ReceiptFault.NotCovered => "The receipt does not cover this envelope.",
        ReceiptFault.ContentMismatch => "The proof is about other content than the envelope has.",
        ReceiptFault.UserMismatch => "The certificate is about another user, or its salt is not the one that it was given with.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
