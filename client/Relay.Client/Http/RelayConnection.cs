using System.Net.Http.Headers;
using System.Security.Cryptography;
using Relay.Signatures;

namespace Relay.Client.Http;

/// <summary>Sends signed requests to the relay; each attempt is signed anew, since a nonce serves once.</summary>
internal sealed class RelayConnection
{
    // A transfer that is slower than this is taken for a dead one.
    private const int LeastBytesPerSecond = 32 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly RelayClientOptions _options;
    private readonly HttpClient _http;
    private volatile MessageSigner _signer;
    private readonly RetryPolicy _retries;

    internal RelayConnection(RelayClientOptions options, HttpClient http)
    {
        options.Validate();
        _options = options;
        _http = http;
        _signer = new MessageSigner(options.Key, SignatureTags.Request, options.Clock);
        _retries = new RetryPolicy(options);
    }

    /// <summary>Signs all further attempts, those of calls under way among them, with another key.</summary>
    internal void SignWith(SigningKey key) => _signer = new MessageSigner(key, SignatureTags.Request, _options.Clock);

    /// <summary>The id of the key that signs.</summary>
    internal string KeyId => _signer.KeyId;

    /// <summary>The authority that signatures name.</summary>
    internal string Authority => _options.Authority;

    /// <summary>The time of signatures.</summary>
    internal DateTimeOffset Now => _options.Clock.GetUtcNow();

    internal HttpClient Http => _http;

    internal RetryPolicy Retries => _retries;

    /// <summary>Sends a signed request until it succeeds.</summary>
    /// <exception cref="RelayProblemException">It was refused, or the attempts ran out.</exception>
    internal async Task<byte[]> CallAsync(HttpMethod method, string target, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var answer = await RetryAsync(() => TrySignedAsync(method, target, body, cancellation), cancellation);
        return answer.IsSuccess ? answer.Body : throw answer.Exception();
    }

    /// <summary>Sends a request that needs no signature until it succeeds.</summary>
    /// <exception cref="RelayProblemException">It was refused, or the attempts ran out.</exception>
    internal async Task<byte[]> GetUnsignedAsync(string target, CancellationToken cancellation)
    {
        var answer = await RetryAsync(
            () => TryAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Address, target)), cancellation), cancellation);
        return answer.IsSuccess ? answer.Body : throw answer.Exception();
    }

    /// <summary>Makes attempts until one succeeds, fails for good, or there is to be no other; gives the last one's answer.</summary>
    internal async Task<Answer> RetryAsync(Func<Task<Answer>> attempt, CancellationToken cancellation)
    {
        for (var count = 1; ; count++)
        {
            var answer = await attempt();
            if (!answer.IsTransient || _retries.WaitAfter(count, answer.RetryAfter) is not { } wait)
                return answer;
            await DelayAsync(wait, cancellation);
        }
    }

    internal Task DelayAsync(TimeSpan wait, CancellationToken cancellation) => Task.Delay(wait, _options.Clock, cancellation);

    /// <summary>One attempt of a signed request.</summary>
    internal Task<Answer> TrySignedAsync(HttpMethod method, string target, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        TryAsync(() => Signed(method, target, body), cancellation);

    /// <summary>How long a transfer of that many bytes may take.</summary>
    internal TimeSpan TransferTimeout(long bytes) => TimeSpan.FromSeconds(_options.AttemptTimeoutSeconds + (bytes / LeastBytesPerSecond));

    /// <summary>One attempt. Only the caller's cancellation is thrown; what the network does is told by the answer.</summary>
    internal async Task<Answer> TryAsync(Func<HttpRequestMessage> request, CancellationToken cancellation, long transferBytes = 0)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TransferTimeout(transferBytes));
        using var message = request();
        try
        {
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            var body = await BoundedBody.ReadAsync(response.Content, bound.Token);
            return new Answer(response.StatusCode, body, RetryAfter(response), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Answer(null, [], null, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            return new Answer(null, [], null, new TimeoutException("The relay did not answer in time.", e));
        }
    }

    private HttpRequestMessage Signed(HttpMethod method, string target, ReadOnlyMemory<byte> body)
    {
        var uri = new Uri(_options.Address, target);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body.Span, hash);
        // What Uri made of the target is what goes over the wire, so that is what is signed.
        var headers = _signer.SignHash(new SignedRequestLine(method.Method, _options.Authority, uri.AbsolutePath, uri.Query), hash);

        var request = new HttpRequestMessage(method, uri);
        request.Headers.TryAddWithoutValidation("Signature-Input", headers.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", headers.Signature);
        request.Headers.TryAddWithoutValidation("Content-Digest", headers.ContentDigest);
        if (method != HttpMethod.Get)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            if (!body.IsEmpty)
                request.Content.Headers.ContentType = Json;
        }

        return request;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _options.Clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
