using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Relay.Functions.Deliver;
using Relay.Local.Conformance.Keys;
using Relay.Signatures;

namespace Relay.Local.Conformance.Calls;

/// <summary>
/// Calls one endpoint of the partner over the relay's guarded connections, signed by the relay's code, and repeats a call that is put
/// off (429, or 503 with Retry-After) as the relay does.
/// </summary>
internal sealed class PartnerCalls(Uri endpoint, HttpMessageInvoker http, KitKeys keys, ConformanceOptions options)
{
    // The relay reads no more of an answer (Delivery__MaxAnswerBytes).
    private const int MostAnswerBytes = 256 * 1024;
    private const int MostAttempts = 4;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private SigningKey _key = keys.First;
    private SignedPosts _posts = keys.Posts(keys.First, options.Clock);

    /// <summary>Where it calls.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>What a signature covers of a call.</summary>
    public SignedRequestLine Line => new(
        "POST",
        endpoint.IsDefaultPort ? endpoint.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{endpoint.IdnHost}:{endpoint.Port}"),
        endpoint.AbsolutePath,
        endpoint.Query);

    /// <summary>Signs with this key from now on.</summary>
    public void SignWith(SigningKey key) => (_key, _posts) = (key, keys.Posts(key, options.Clock));

    /// <summary>A call that is ready to be sent, as the relay makes it; with a fault, its signature is changed.</summary>
    public HttpRequestMessage Make(string id, byte[] body, CallFault? fault = null, string? contentType = null)
    {
        var request = _posts.Create(endpoint, id, body);
        if (contentType is not null)
            request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (fault is null)
            return request;

        var (digest, input, signature) = FaultySigner.Sign(fault, _key, Line, body, options.Clock.GetUtcNow());
        foreach (var (name, value) in new[] { ("Content-Digest", digest), ("Signature-Input", input), ("Signature", signature) })
        {
            request.Headers.Remove(name);
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Posts a body.</summary>
    public Task<Reply> PostAsync(string id, byte[] body, CancellationToken cancel, CallFault? fault = null, string? contentType = null) =>
        SendAsync(() => Make(id, body, fault, contentType), cancel);

    /// <summary>Posts a body, and then the very same request again, and gives both answers.</summary>
    public async Task<(Reply First, Reply Second)> PostTwiceAsync(string id, byte[] body, CancellationToken cancel)
    {
        // What was put off is signed anew: the request that is repeated is the last one, which was answered.
        List<KeyValuePair<string, IEnumerable<string>>> headers = [];
        var first = await SendAsync(
            () =>
            {
                var made = Make(id, body);
                headers = [.. made.Headers];
                return made;
            },
            cancel);
        return (first, await SendAsync(() => Again(body, headers), cancel));
    }

    private HttpRequestMessage Again(byte[] body, List<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Version = HttpVersion.Version11, Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, values) in headers)
            request.Headers.TryAddWithoutValidation(name, values);
        return request;
    }

    private async Task<Reply> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            var (reply, wait) = await TryAsync(request, cancel);
            if (wait is not { } pause || attempt == MostAttempts)
                return reply;
            await Task.Delay(pause, options.Clock, cancel);
        }
    }

    private async Task<(Reply Reply, TimeSpan? Wait)> TryAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.AnswerSeconds));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            var reply = await ReadAsync(response, timeout.Token);
            return (reply, Wait(response));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (Reply.None($"no whole answer within {options.AnswerSeconds} s"), null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return (Reply.None(broken is HttpRequestException { HttpRequestError: var error } ? $"no answer ({error})" : "no answer (broken connection)"), null);
        }
    }

    private TimeSpan? Wait(HttpResponseMessage response)
    {
        if (_posts.RetryAfter(response) is not { } asked || (int)response.StatusCode is not (429 or 503))
            return null;
        return asked < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : asked > LongestWait ? LongestWait : asked;
    }

    private static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer, cancel) is var read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostAnswerBytes)
                return new Reply(status, [], $"an answer of more than {MostAnswerBytes} bytes");
        }

        return new Reply(status, body.ToArray());
    }
}
