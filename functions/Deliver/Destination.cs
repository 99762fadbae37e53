using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Deliver;

/// <summary>Posts batches to partners' endpoints, signed as partners sign theirs, bounded in time and in the answer's size.</summary>
public sealed class Destination(EndpointRules rules, ClientCertificates certificates, RelayKeys keys, IOptions<DeliveryOptions> options, TimeProvider clock)
    : IDestination, IDisposable
{
    private readonly PartnerConnections _connections = new(rules, certificates);
    private readonly SignedPosts _posts = new(keys, clock);

    /// <inheritdoc/>
    public async Task<DestinationAnswer> PostAsync(PartnerRecord partner, PackedHead head, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        if (partner.Endpoint is not { } endpoint || _connections.For(partner) is not { } http)
            return new DestinationAnswer(DestinationFailure.NotCallable);

        using var body = new PooledBuffer(EstimateLength(envelopes));
        BatchBody.Write(body, head, envelopes);
        using var request = _posts.Create(endpoint, head.Batch, body.Written);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            return await ReadAsync(response, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new DestinationAnswer(DestinationFailure.TimedOut) { InDoubt = true };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return new DestinationAnswer(DestinationFailure.Unreachable) { InDoubt = !IsBeforeRequest(broken) };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private async Task<DestinationAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
            return new DestinationAnswer(DestinationFailure.BadStatus, RetryAfter: _posts.RetryAfter(response), Status: status) { InDoubt = MayHaveTaken(status) };

        if (response.StatusCode == HttpStatusCode.NoContent)
            return new DestinationAnswer(DestinationFailure.None, Status: status);

        var limit = options.Value.MaxAnswerBytes;
        using var answer = new PooledBuffer(4096);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        while (true)
        {
            var read = await stream.ReadAsync(answer.GetMemory(4096), cancel);
            if (read == 0)
                break;
            answer.Advance(read);
            if (answer.Written.Length > limit)
                return new DestinationAnswer(DestinationFailure.BadAnswer, Status: status) { InDoubt = true };
        }

        return AnswerParser.Parse(answer.Written) is { } verdicts
            ? new DestinationAnswer(DestinationFailure.None, verdicts, _posts.RetryAfter(response), status)
            : new DestinationAnswer(DestinationFailure.BadAnswer, Status: status) { InDoubt = true };
    }

    private static bool IsBeforeRequest(Exception broken) => broken is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    // A server that failed may have kept what it got, and a gateway may have lost its answer; 501 and 503 say that nothing was done.
    private static bool MayHaveTaken(int status) => status is >= 500 and not 501 and not 503;

    private static int EstimateLength(IReadOnlyList<PackedEnvelope> envelopes)
    {
        const int PerEnvelope = 512;
        var length = 256;
        PackedShared? last = null;
        foreach (var envelope in envelopes)
        {
            length += PerEnvelope + (envelope.Encoded.Length * 4 / 3);
            if (envelope.Shared is { } shared && shared != last)
            {
                length += shared.Bytes.Length * 4 / 3;
                last = shared;
            }
        }

        return length;
    }
}
