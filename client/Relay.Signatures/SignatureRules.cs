namespace Relay.Signatures;

/// <summary>What a verifier accepts. The defaults are those of the wire contract.</summary>
public sealed class SignatureRules
{
    /// <summary>The longest time from <c>created</c> to <c>expires</c>.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How far in the future <c>created</c> may lie. It does not prolong <c>expires</c>: a signer whose clock is slow
    /// still has most of the lifetime left, and a nonce need not be remembered beyond <c>expires</c>.
    /// </summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least number of characters of a nonce; 16 random bytes in base64url are 22.</summary>
    public int LeastNonceLength { get; init; } = 16;

    /// <summary>The greatest number of characters of a nonce.</summary>
    public int MostNonceLength { get; init; } = 128;
}
