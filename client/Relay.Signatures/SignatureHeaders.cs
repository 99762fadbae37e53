namespace Relay.Signatures;

/// <summary>The three header values that a signer adds to a request.</summary>
/// <param name="ContentDigest">The value of <c>Content-Digest</c>.</param>
/// <param name="SignatureInput">The value of <c>Signature-Input</c>.</param>
/// <param name="Signature">The value of <c>Signature</c>.</param>
public readonly record struct SignatureHeaders(string ContentDigest, string SignatureInput, string Signature);
