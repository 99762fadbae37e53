using System.Net.Http.Headers;
using Relay.Signatures;

namespace Relay.Chaos.Stand;

/// <summary>Signed calls to the parts of the relay's interface that the client library leaves out, to any instance.</summary>
/// <param name="key">The caller's.</param>
/// <param name="authority">The relay's.</param>
/// <param name="instances">Where the relay answers.</param>
internal sealed class SignedCalls(SigningKey key, string authority, IReadOnlyList<Uri> instances) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Bound };
    private readonly MessageSigner _signer = new(key, SignatureTags.Request, TimeProvider.System);

    /// <summary>Makes one call; null where no answer came.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<(int Status, byte[] Body)?> TryAsync(HttpMethod method, string target, byte[] body, CancellationToken cancel)
    {
        var uri = new Uri(instances[Random.Shared.Next(instances.Count)], target);
        var signature = _signer.Sign(new SignedRequestLine(method.Method, authority, uri.AbsolutePath, uri.Query), body);
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.TryAddWithoutValidation("Content-Digest", signature.ContentDigest);
        request.Headers.TryAddWithoutValidation("Signature-Input", signature.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", signature.Signature);
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }

        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            // The instance was killed, or does not answer: the caller tries again, at another one perhaps.
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
