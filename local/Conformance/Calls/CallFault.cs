using Relay.Signatures;

namespace Relay.Local.Conformance.Calls;

/// <summary>
/// What is wrong with a call. Left as it is, nothing: each member departs from the profile in one thing, and the signature is made over
/// what the members say, so that nothing else is wrong with the call.
/// </summary>
internal sealed record CallFault
{
    /// <summary>The components of the profile.</summary>
    public static readonly IReadOnlyList<string> AllComponents = ["@method", "@authority", "@path", "@query", "content-digest"];

    /// <summary>Signs; null for the key in use.</summary>
    public SigningKey? Key { get; init; }

    /// <summary>The <c>keyid</c>; null for the signing key's own.</summary>
    public string? KeyId { get; init; }

    /// <summary>How far <c>created</c> is from now.</summary>
    public TimeSpan Created { get; init; }

    /// <summary>From <c>created</c> to <c>expires</c>.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(MessageSigner.LifetimeSeconds);

    /// <summary>What the signature is for.</summary>
    public string Tag { get; init; } = SignatureTags.Webhook;

    /// <summary>Whether there is a nonce.</summary>
    public bool HasNonce { get; init; } = true;

    /// <summary>What is covered.</summary>
    public IReadOnlyList<string> Components { get; init; } = AllComponents;

    /// <summary>Changes the request line that is signed.</summary>
    public Func<SignedRequestLine, SignedRequestLine> Line { get; init; } = line => line;

    /// <summary>The body that is signed, where another is sent.</summary>
    public byte[]? SignedBody { get; init; }

    /// <summary>Whether the digest header is that of the body that is sent, where another was signed.</summary>
    public bool FitsDigestToSent { get; init; }

    /// <summary>Whether the digest header is sent.</summary>
    public bool HasDigest { get; init; } = true;

    /// <summary>Whether the two signature headers are sent.</summary>
    public bool HasSignature { get; init; } = true;

    /// <summary>Whether a bit of the signature is turned.</summary>
    public bool TurnsBit { get; init; }
}
