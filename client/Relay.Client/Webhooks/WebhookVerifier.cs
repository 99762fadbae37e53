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

    /// <summary>Verifies a delivery and reads its batch.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<WebhookVerification> VerifyAsync(WebhookRequest request, CancellationToken cancellation = default)
    {
        var (outcome, failure) = await CheckAsync(request, cancellation);
        if (outcome != WebhookOutcome.Valid)
            return new WebhookVerification(outcome, failure, null);
        return DeliveryBatch.TryParse(request.Body.Span, out var batch)
            ? new WebhookVerification(outcome, failure, batch)
            : new WebhookVerification(WebhookOutcome.BodyMalformed, SignatureFailure.None, null);
    }

    /// <summary>Verifies a call to the events endpoint and reads its notice.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<NoticeVerification> VerifyNoticeAsync(WebhookRequest request, CancellationToken cancellation = default)
    {
        var (outcome, failure) = await CheckAsync(request, cancellation);
        if (outcome != WebhookOutcome.Valid)
            return new NoticeVerification(outcome, failure, null);
        return RelayNotice.TryParse(request.Body.Span, out var notice)
            ? new NoticeVerification(outcome, failure, notice)
            : new NoticeVerification(WebhookOutcome.BodyMalformed, SignatureFailure.None, null);
    }

    private async Task<(WebhookOutcome Outcome, SignatureFailure Failure)> CheckAsync(WebhookRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var failure = ParsedSignature.TryParse(request.SignatureInput, request.Signature, out var parsed);
        if (failure != SignatureFailure.None)
            return (WebhookOutcome.SignatureRefused, failure);

        VerificationKey? key;
        try
        {
            key = await _keyring.FindAsync(parsed!.KeyId, cancellation);
        }
        catch (RelayProblemException)
        {
            // Told by the outcome: the partner answers 503 and the relay comes again.
            return (WebhookOutcome.KeysUnavailable, SignatureFailure.None);
        }

        return key is null ? (WebhookOutcome.KeyUnknown, SignatureFailure.None) : Check(request, parsed, key);
    }

    private (WebhookOutcome Outcome, SignatureFailure Failure) Check(WebhookRequest request, ParsedSignature parsed, VerificationKey key)
    {
        var now = _options.Clock.GetUtcNow();
        var line = new SignedRequestLine(request.Method, _options.Authority, request.Path, request.Query);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body.Span, hash);
        var failure = MessageVerifier.Verify(parsed, line, request.ContentDigest, hash, key, SignatureTags.Webhook, now, _options.Rules);
        if (failure != SignatureFailure.None)
            return (WebhookOutcome.SignatureRefused, failure);
        return _nonces.TryAdd(parsed.KeyId, parsed.Nonce, parsed.Expires, now)
            ? (WebhookOutcome.Valid, SignatureFailure.None)
            : (WebhookOutcome.Replayed, SignatureFailure.None);
    }

    /// <summary>Ends the reading of keys.</summary>
    public void Dispose() => _keyring.Dispose();
}
