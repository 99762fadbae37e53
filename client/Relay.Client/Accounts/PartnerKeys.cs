using Relay.Signatures;

namespace Relay.Client.Accounts;

/// <summary>A key that the partner may sign with.</summary>
/// <param name="Key">The public key, with the times from which and until which it is good.</param>
/// <param name="Thumbprint">SHA-256 of the key (RFC 7638), base64url.</param>
/// <param name="State"><c>valid</c>, <c>not-yet-valid</c> or <c>expired</c>.</param>
/// <param name="UsableInSeconds">In the answer to a change: after how many seconds every instance of the relay takes the key.</param>
public sealed record PartnerKey(JsonWebKey Key, string Thumbprint, string State, int? UsableInSeconds = null);

/// <summary>The keys of the partner.</summary>
/// <param name="Keys">In the order in which they were added.</param>
/// <param name="SignedBy">The id of the key that signed the question.</param>
/// <param name="Most">How many there may be.</param>
public sealed record PartnerKeys(IReadOnlyList<PartnerKey> Keys, string SignedBy, int Most);

/// <summary>A key to be added.</summary>
internal sealed record NewPartnerKey(JsonWebKey Key, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt, NewPartnerKeyProof Proof);

/// <summary>Shows that the partner holds the key.</summary>
internal sealed record NewPartnerKeyProof(DateTimeOffset At, string Signature);
