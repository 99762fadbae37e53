using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Relay.Functions.Callers;
using Relay.Functions.Telemetry;
using Relay.Signatures;

namespace Relay.Functions.Deliver;

/// <summary>Makes the relay's calls to partners: JSON, signed as partners sign theirs, with the headers of a webhook.</summary>
public sealed class SignedPosts(RelayKeys keys, TimeProvider clock)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A signed POST; each attempt needs a new one.</summary>
    /// <param name="endpoint">Where it goes.</param>
    /// <param name="id">The <c>webhook-id</c>: constant over retries of the same content.</param>
    /// <param name="body">Must stay unchanged until the call is over.</param>
    public HttpRequestMessage Create(Uri endpoint, string id, ReadOnlyMemory<byte> body)
    {
        var authority = endpoint.IsDefaultPort ? endpoint.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{endpoint.IdnHost}:{endpoint.Port}");
        var line = new SignedRequestLine("POST", authority, endpoint.AbsolutePath, endpoint.Query);
        var signature = keys.Signer.Sign(line, body.Span);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body), Version = HttpVersion.Version11 };
        request.Content.Headers.ContentType = Json;
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Content-Digest", signature.ContentDigest);
        headers.TryAddWithoutValidation("Signature-Input", signature.SignatureInput);
        headers.TryAddWithoutValidation("Signature", signature.Signature);
        headers.TryAddWithoutValidation("webhook-id", id);
        headers.TryAddWithoutValidation("webhook-timestamp", clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (RelayTraces.CurrentId is { } span)
            headers.TryAddWithoutValidation("traceparent", span);
        return request;
    }

    /// <summary>How long the answer asks to wait; null when it does not. May be negative or far too long.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
