using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Relay.Benchmarks.Load;

/// <summary>Sends prepared requests, at a rate or as fast as so many in flight allow.</summary>
internal sealed class HttpLoad : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>
    /// Open loop: starts so many requests a second, whether or not earlier ones were answered. Gives each one's round trip in
    /// milliseconds; <paramref name="started"/> is told the request and its start (a <see cref="Stopwatch"/> time stamp).
    /// </summary>
    /// <exception cref="InvalidOperationException">An answer is not what was expected.</exception>
    public async Task<double[]> PacedAsync(
        IReadOnlyList<PreparedRequest> requests, Uri target, Expected expected, double perSecond, Action<PreparedRequest, long>? started = null)
    {
        var begin = Stopwatch.GetTimestamp();
        var answers = new Task<double>[requests.Count];
        for (var i = 0; i < requests.Count; i++)
        {
            var due = begin + (long)(i / perSecond * Stopwatch.Frequency);
            // Sleeping costs no CPU, which two cores cannot spare; the millisecond that it may be late by is not part of any figure.
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(1);
            answers[i] = SendAsync(requests[i], target, expected, started);
        }

        return await Task.WhenAll(answers);
    }

    /// <summary>One after the other; gives each one's round trip in milliseconds.</summary>
    /// <exception cref="InvalidOperationException">An answer is not what was expected.</exception>
    public async Task<double[]> InTurnAsync(IReadOnlyList<PreparedRequest> requests, Uri target, Expected expected)
    {
        var trips = new double[requests.Count];
        for (var i = 0; i < trips.Length; i++)
            trips[i] = await SendAsync(requests[i], target, expected, null);
        return trips;
    }

    /// <summary>Closed loop: keeps so many requests in flight until all are answered.</summary>
    /// <exception cref="InvalidOperationException">An answer is not what was expected.</exception>
    public async Task SaturateAsync(IReadOnlyList<PreparedRequest> requests, Uri target, Expected expected, int inFlight)
    {
        var queue = new ConcurrentQueue<PreparedRequest>(requests);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (queue.TryDequeue(out var request))
                await SendAsync(request, target, expected, null);
        }));
    }

    public void Dispose() => http.Dispose();

    private async Task<double> SendAsync(PreparedRequest prepared, Uri target, Expected expected, Action<PreparedRequest, long>? started)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(prepared.Body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("Content-Digest", prepared.Signature.ContentDigest);
        request.Headers.TryAddWithoutValidation("Signature-Input", prepared.Signature.SignatureInput);
        request.Headers.TryAddWithoutValidation("Signature", prepared.Signature.Signature);
        var start = Stopwatch.GetTimestamp();
        started?.Invoke(prepared, start);
        using var response = await http.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        expected.Check((int)response.StatusCode, body, prepared.Envelopes);
        return elapsed;
    }
}
