using Relay.Signatures;

namespace Relay.Functions.Callers;

/// <summary>What a partner's engineer is told about a signature that failed: which rule, and nothing that helps a forger.</summary>
internal static class SignatureFailureTexts
{
    public static string Of(SignatureFailure failure) => failure switch
    {
        SignatureFailure.Missing => "Signature-Input or Signature is missing.",
        SignatureFailure.Malformed => "Signature-Input or Signature is not a well-formed RFC 9421 header of the relay's profile.",
        SignatureFailure.LabelAmbiguous => "There are several signatures; the one for the relay must be labelled sig1.",
        SignatureFailure.ComponentsMissing => "The signature must cover \"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\".",
        SignatureFailure.ComponentUnsupported =>
            "The signature must cover \"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" and nothing else, without component parameters.",
        SignatureFailure.ParametersMissing => "The signature must have created, expires, nonce, keyid and tag.",
        SignatureFailure.KeyMismatch => "The keyid parameter names another key.",
        SignatureFailure.AlgorithmMismatch => "The alg parameter is not the algorithm of this key.",
        SignatureFailure.TagMismatch => "The tag parameter must be " + SignatureTags.Request + ".",
        SignatureFailure.NonceUnsuitable => "The nonce parameter is shorter or longer than allowed; base64url of 16 random bytes is right.",
        SignatureFailure.NotYetValid => "The signature's created time lies in the future.",
        SignatureFailure.Expired => "The signature has expired or was created too long ago.",
        SignatureFailure.LifetimeTooLong => "The signature's expires is further from created than allowed.",
        SignatureFailure.DigestMissing => "Content-Digest is missing.",
        SignatureFailure.DigestMismatch => "Content-Digest is malformed, has no sha-256, or is not the digest of the body.",
        _ => "The signature does not verify under this key.",
    };
}
