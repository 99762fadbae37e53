namespace Relay.Signatures.Custody;

/// <summary>What is wrong with a receipt, with a proof made from one, or with a certificate of erasure.</summary>
public enum ReceiptFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not a compact JWS (RFC 7515, section 7.1) with the members of a receipt, or of a certificate.</summary>
    Malformed,

    /// <summary>It is a JWS of another kind: its <c>typ</c> is another.</summary>
    TypeMismatch,

    /// <summary>None of the known keys has its key id.</summary>
    KeyUnknown,

    /// <summary>Its <c>alg</c> is not the algorithm of the key that it names.</summary>
    AlgorithmMismatch,

    /// <summary>The signature is not the key's over these bytes.</summary>
    SignatureInvalid,

    /// <summary>It is another relay's.</summary>
    RelayMismatch,

    /// <summary>It covers more or fewer envelopes than were given.</summary>
    CountMismatch,

    /// <summary>It covers an envelope that was not given.</summary>
    EnvelopeMissing,

    /// <summary>The salt, an envelope or their order is not what it covers.</summary>
    RootMismatch,

    /// <summary>It does not cover this envelope.</summary>
    NotCovered,

    /// <summary>The proof is about other content than the envelope has.</summary>
    ContentMismatch,

    /// <summary>The certificate is about another user.</summary>
    UserMismatch,
}
