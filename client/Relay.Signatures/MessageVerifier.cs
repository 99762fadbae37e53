using System.Buffers;

namespace Relay.Signatures;

/// <summary>Checks a signature against the request that it came with. What costs least is checked first.</summary>
public static class MessageVerifier
{
    /// <summary>
    /// Checks time, tag, algorithm, nonce length, digest and signature. It does not know which nonces were seen: pass the nonce
    /// to a <see cref="NonceMemory"/>, or a store, after this returned <see cref="SignatureFailure.None"/>.
    /// </summary>
    /// <param name="parsed">The signature.</param>
    /// <param name="line">The request line as it was received, with the verifier's own configured authority.</param>
    /// <param name="contentDigest">The header as received, several joined by a comma; null where there is none.</param>
    /// <param name="sha256OfBody">The SHA-256 of the body as received.</param>
    /// <param name="key">The key that <see cref="ParsedSignature.KeyId"/> names.</param>
    /// <param name="tag">What the signature must be for.</param>
    /// <param name="now">The verifier's time.</param>
    /// <param name="rules">What is accepted.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public static SignatureFailure Verify(
        ParsedSignature parsed,
        SignedRequestLine line,
        string? contentDigest,
        ReadOnlySpan<byte> sha256OfBody,
        VerificationKey key,
        string tag,
        DateTimeOffset now,
        SignatureRules rules)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rules);

        var failure = CheckParameters(parsed, key, tag, now, rules);
        if (failure != SignatureFailure.None)
            return failure;
        if (string.IsNullOrEmpty(contentDigest))
            return SignatureFailure.DigestMissing;
        if (!ContentDigest.Matches(contentDigest, sha256OfBody))
            return SignatureFailure.DigestMismatch;
        return CheckSignature(parsed, line, contentDigest, key);
    }

    private static SignatureFailure CheckParameters(
        ParsedSignature parsed, VerificationKey key, string tag, DateTimeOffset now, SignatureRules rules)
    {
        if (parsed.KeyId != key.KeyId)
            return SignatureFailure.KeyMismatch;
        // The algorithm belongs to the key; a signer may name it but cannot choose it.
        if (parsed.Algorithm is not "" && parsed.Algorithm != key.Algorithm)
            return SignatureFailure.AlgorithmMismatch;
        if (parsed.Tag != tag)
            return SignatureFailure.TagMismatch;
        if (parsed.Nonce.Length < rules.LeastNonceLength || parsed.Nonce.Length > rules.MostNonceLength)
            return SignatureFailure.NonceUnsuitable;
        if (parsed.Created - now > rules.ClockSkew)
            return SignatureFailure.NotYetValid;
        if (parsed.Expires - parsed.Created > rules.MaxAge)
            return SignatureFailure.LifetimeTooLong;
        return now > parsed.Expires ? SignatureFailure.Expired : SignatureFailure.None;
    }

    private static SignatureFailure CheckSignature(ParsedSignature parsed, in SignedRequestLine line, string contentDigest, VerificationKey key)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SignatureBase.Bound(line, contentDigest, parsed.Parameters.Length));
        try
        {
            var length = SignatureBase.Write(buffer, parsed.Components, line, contentDigest, parsed.Parameters);
            if (length == 0)
                return SignatureFailure.Malformed;
            return key.Verify(buffer.AsSpan(0, length), parsed.Signature) ? SignatureFailure.None : SignatureFailure.SignatureInvalid;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
