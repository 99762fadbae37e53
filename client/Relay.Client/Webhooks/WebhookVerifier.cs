using System.Security.Cryptography;
using Relay.Client.Accounts;
using Relay.Signatures;

namespace Relay.Client.Webhooks;

/// <summary>
/// Checks that a request to the partner's endpoint is the relay's, meant for this endpoint, fresh, unchanged and new. Safe for
/// use by several threads at once. One verifier remembers its own nonces: several servers behind one endpoint each accept a
/// request once, which is harmless as long as envelopes are told apart by their ids.
/// </summary>
public sealed class WebhookVerifier : IDisposable
{
    private readonly WebhookVerifierOptions _options;
    private readonly RelayKeyring _keyring;
    private readonly NonceMemory _nonces;

    /// <summary>Makes a verifier that reads the relay's keys through a client.</summary>
    /// <param name="client">Reads the keys; the verifier does not dispose it.</param>
    /// <param name="options">What the partner expects.</param>
    public WebhookVerifier(RelayClient client, WebhookVerifierOptions options)
        : this(client.GetRelayKeysAsync, options)
    {
    }

    /// <summary>Makes a verifier.</summary>
    /// <param name="readKeys">Reads the keys that the relay publishes; throws <see cref="RelayProblemException"/> where it cannot.</param>
    /// <param name="options">What the partner expects.</param>
    public WebhookVerifier(Func<CancellationToken, Task<RelayKeys>> readKeys, WebhookVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(readKeys);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _keyring = new RelayKeyring(readKeys, options);
        _nonces = new NonceMemory(options.Rules.MaxAge + options.Rules.ClockSkew, options.NonceCapacity);
    }

    /// <summary>Verifies a request and reads its batch.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<WebhookVerification> VerifyAsync(WebhookRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var failure = ParsedSignature.TryParse(request.SignatureInput, request.Signature, out var parsed);
        if (failure != SignatureFailure.None)
            return Refused(failure);

        VerificationKey? key;
        try
        {
            key = await _keyring.FindAsync(parsed!.KeyId, cancellation);
        }
        catch (RelayProblemException)
        {
            // Told by the outcome: the partner answers 503 and the relay comes again.
            return new WebhookVerification(WebhookOutcome.KeysUnavailable, SignatureFailure.None, null);
        }

        return key is null
            ? new WebhookVerification(WebhookOutcome.KeyUnknown, SignatureFailure.None, null)
            : Verify(request, parsed, key);
    }

    private WebhookVerification Verify(WebhookRequest request, ParsedSignature parsed, VerificationKey key)
    {
        var now = _options.Clock.GetUtcNow();
        var line = new SignedRequestLine(request.Method, _options.Authority, request.Path, request.Query);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body.Span, hash);
        var failure = MessageVerifier.Verify(parsed, line, request.ContentDigest, hash, key, SignatureTags.Webhook, now, _options.Rules);
        if (failure != SignatureFailure.None)
            return Refused(failure);
        if (!_nonces.TryAdd(parsed.KeyId, parsed.Nonce, parsed.Expires, now))
            return new WebhookVerification(WebhookOutcome.Replayed, SignatureFailure.None, null);
        return DeliveryBatch.TryParse(request.Body.Span, out var batch)
            ? new WebhookVerification(WebhookOutcome.Valid, SignatureFailure.None, batch)
            : new WebhookVerification(WebhookOutcome.BodyMalformed, SignatureFailure.None, null);
    }

    /// <summary>Ends the reading of keys.</summary>
    public void Dispose() => _keyring.Dispose();

    private static WebhookVerification Refused(SignatureFailure failure) => new(WebhookOutcome.SignatureRefused, failure, null);
}
