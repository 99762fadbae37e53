namespace Relay.Signatures;

/// <summary>Words for failures, fit for the title of a problem: no value of the request is repeated.</summary>
public static class SignatureFailures
{
    /// <summary>One sentence that names the rule which was broken.</summary>
    public static string Describe(this SignatureFailure failure) => failure switch
    {
        SignatureFailure.None => "The signature holds.",
        SignatureFailure.Missing => "The request carries no signature.",
        SignatureFailure.Malformed => "Signature-Input or Signature is malformed.",
        SignatureFailure.LabelAmbiguous => "There are several signatures and none is labelled sig1.",
        SignatureFailure.ComponentsMissing => "The signature covers too few components.",
        SignatureFailure.ComponentUnsupported => "The signature covers a component outside the profile.",
        SignatureFailure.ParametersMissing => "One of created, expires, nonce, keyid and tag is missing.",
        SignatureFailure.KeyMismatch => "The signature names another key.",
        SignatureFailure.AlgorithmMismatch => "The algorithm is not the key's.",
        SignatureFailure.TagMismatch => "The signature was made for another purpose.",
        SignatureFailure.NonceUnsuitable => "The nonce is too short or too long.",
        SignatureFailure.NotYetValid => "The signature was created in the future.",
        SignatureFailure.Expired => "The signature has expired.",
        SignatureFailure.LifetimeTooLong => "The signature lives too long.",
        SignatureFailure.DigestMissing => "The request carries no Content-Digest.",
        SignatureFailure.DigestMismatch => "Content-Digest does not fit the body.",
        SignatureFailure.SignatureInvalid => "The signature does not hold.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "No such failure."),
    };
}
