using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Functions.Callers;

/// <summary>
/// The relay's own keys. Of those whose time has come, the one whose time came last signs its calls to partners and its receipts; at
/// equal times the first of the settings. All instances have the same settings and change at the same second. Every key that has not
/// expired is published, the next one ahead of its time.
/// </summary>
public sealed class RelayKeys : IDisposable
{
    private readonly List<Key> _keys;
    private readonly TimeProvider _clock;

    public RelayKeys(IOptions<RelayOptions> options, TimeProvider clock)
    {
        _clock = clock;
        // A sort that keeps the order of equals.
        _keys = [.. options.Value.SigningKeys.Select(key => new Key(key, clock)).OrderByDescending(key => key.Jwk.NotBefore ?? DateTimeOffset.MinValue)];
    }

    /// <summary>Signs calls to partners now; ask each time.</summary>
    /// <exception cref="InvalidOperationException">Every key has expired, which the settings' check rules out.</exception>
    public MessageSigner Signer => Present().Signer;

    /// <summary>Writes receipts now; ask once for each, because header and signature must be of one key.</summary>
    /// <exception cref="InvalidOperationException">Every key has expired, which the settings' check rules out.</exception>
    public ReceiptSigner Receipts => Present().Receipts;

    /// <summary>Signs certificates and tree heads now; ask each time. What it signs for them is never what it signs for a call: one begins a JWS, the other an RFC 9421 signature base.</summary>
    /// <exception cref="InvalidOperationException">Every key has expired, which the settings' check rules out.</exception>
    public SigningKey ReceiptKey => Present().Signing;

    /// <summary>The public keys that have not expired, for <c>/.well-known/relay</c>: the one that signs now, those before it, those to come.</summary>
    public IReadOnlyList<JsonWebKey> Published()
    {
        var now = _clock.GetUtcNow();
        return [.. _keys.Select(key => key.Jwk).Where(key => key.ValidityAt(now) != KeyValidity.Expired)];
    }

    /// <summary>The key that will sign next, and from when; null when no change is planned.</summary>
    public JsonWebKey? Next()
    {
        var now = _clock.GetUtcNow();
        return _keys.FindLast(key => key.Jwk.ValidityAt(now) == KeyValidity.NotYetValid)?.Jwk;
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.ForEach(key => key.Signing.Dispose());

    private Key Present()
    {
        var now = _clock.GetUtcNow();
        foreach (var key in _keys)
        {
            if (key.Jwk.ValidityAt(now) == KeyValidity.Valid)
                return key;
        }

        throw new InvalidOperationException("No signing key of the relay is good at this time.");
    }

    private sealed class Key
    {
        public Key(SigningKeyOptions options, TimeProvider clock)
        {
            Signing = options.Import();
            Signer = new MessageSigner(Signing, SignatureTags.Webhook, clock);
            Receipts = new ReceiptSigner(Signing);
            Jwk = Signing.Public.ToJwk() with { NotBefore = options.NotBefore, ExpiresAt = options.ExpiresAt };
        }

        public SigningKey Signing { get; }

        public MessageSigner Signer { get; }

        public ReceiptSigner Receipts { get; }

        public JsonWebKey Jwk { get; }
    }
}
