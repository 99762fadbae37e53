namespace Relay.Signatures;

/// <summary>Why a signature was refused.</summary>
public enum SignatureFailure
{
    /// <summary>The signature holds.</summary>
    None,

    /// <summary>There is no <c>Signature-Input</c> or no <c>Signature</c>.</summary>
    Missing,

    /// <summary>
    /// A header is longer than allowed or no well-formed dictionary (RFC 8941), a label or parameter comes twice, a parameter
    /// has the wrong type, <c>expires</c> is not after <c>created</c>, or the request line cannot be part of a signature base.
    /// </summary>
    Malformed,

    /// <summary>There are several signatures and none is labelled <c>sig1</c>.</summary>
    LabelAmbiguous,

    /// <summary>Fewer components are covered than the profile asks for.</summary>
    ComponentsMissing,

    /// <summary>A component outside the profile is covered, or one with component parameters.</summary>
    ComponentUnsupported,

    /// <summary>One of <c>created</c>, <c>expires</c>, <c>nonce</c>, <c>keyid</c> and <c>tag</c> is missing.</summary>
    ParametersMissing,

    /// <summary>The key given to the verifier is not the one that the signature names.</summary>
    KeyMismatch,

    /// <summary><c>alg</c> is given and is not the algorithm of the key.</summary>
    AlgorithmMismatch,

    /// <summary>The signature was made for another purpose.</summary>
    TagMismatch,

    /// <summary>The nonce is shorter or longer than allowed.</summary>
    NonceUnsuitable,

    /// <summary><c>created</c> lies further in the future than clocks may differ.</summary>
    NotYetValid,

    /// <summary><c>expires</c> has passed.</summary>
    Expired,

    /// <summary>The time from <c>created</c> to <c>expires</c> is longer than allowed.</summary>
    LifetimeTooLong,

    /// <summary>There is no <c>Content-Digest</c>.</summary>
    DigestMissing,

    /// <summary><c>Content-Digest</c> is malformed, lists no sha-256, or is the digest of another body.</summary>
    DigestMismatch,

    /// <summary>The signature is not the key's over this request.</summary>
    SignatureInvalid,
}
