using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Signatures;

namespace Relay.Functions.Callers;

/// <summary>The relay's own keys: the first signs its calls to partners and its receipts, all are published.</summary>
public sealed class RelayKeys : IDisposable
{
    private readonly List<SigningKey> _keys;

    public RelayKeys(IOptions<RelayOptions> options, TimeProvider clock)
    {
        _keys = [.. options.Value.SigningKeys.Select(key => key.Import())];
        Signer = new MessageSigner(_keys[0], SignatureTags.Webhook, clock);
        Published = [.. _keys.Select(key => key.Public.ToJwk())];
    }

    /// <summary>Signs calls to partners.</summary>
    public MessageSigner Signer { get; }

    /// <summary>Signs receipts. What it signs for them is never what it signs for a call: one begins a JWS, the other an RFC 9421 signature base.</summary>
    public SigningKey ReceiptKey => _keys[0];

    /// <summary>The public keys, for <c>/.well-known/relay</c>.</summary>
    public IReadOnlyList<JsonWebKey> Published { get; }

    /// <inheritdoc/>
    public void Dispose() => _keys.ForEach(key => key.Dispose());
}
