using System.Net.Http.Headers;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Calls to the relay as anything but a well-behaved client would make them.</summary>
internal static class RawCall
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>A signed request; what is signed can differ from what is sent.</summary>
    public static HttpRequestMessage Signed(
        LocalStack stack, SigningKey key, HttpMethod method, string path, byte[] body, byte[]? signedBody = null, string? authority = null, string tag = SignatureTags.Request, TimeProvider? clock = null)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? path[at..] : "";
        var signature = new MessageSigner(key, tag, clock ?? TimeProvider.System)
            .Sign(new SignedRequestLine(method.Method, authority ?? stack.Authority, path[..^query.Length], query), signedBody ?? body);
        var request = new HttpRequestMessage(method, new Uri(stack.Address, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Content-Digest", signature.ContentDigest);
        request.Headers.TryAddWithoutValidation("Signature-Input", signature.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", signature.Signature);
        return request;
    }

    public static async Task<(int Status, string Body, string? ContentType)> SendAsync(HttpRequestMessage request, Uri? instead = null)
    {
        if (instead is not null)
            request.RequestUri = new Uri(instead, request.RequestUri!.PathAndQuery);
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Sends the same headers and body once more.</summary>
    public static HttpRequestMessage Copy(HttpRequestMessage request, byte[] body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = new ByteArrayContent(body) };
        copy.Content.Headers.ContentType = request.Content!.Headers.ContentType;
        foreach (var header in request.Headers)
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return copy;
    }
}
