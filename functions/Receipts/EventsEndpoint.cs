using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Partners;

namespace Relay.Functions.Receipts;

/// <summary>What an events endpoint answered.</summary>
/// <param name="Failure">None when it answered 2xx.</param>
/// <param name="RetryAfter">What it asked for.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
internal sealed record EventsAnswer(DestinationFailure Failure, TimeSpan? RetryAfter = null, int Status = 0)
{
    /// <summary>Whether it has what was posted.</summary>
    public bool Taken => Failure == DestinationFailure.None;
}

/// <summary>Partners' events endpoints.</summary>
internal interface IEventsEndpoint
{
    /// <summary>Posts once. Every failure of the partner is an answer; nothing is thrown for it.</summary>
    Task<EventsAnswer> PostAsync(PartnerRecord partner, string id, ReadOnlyMemory<byte> body, CancellationToken cancel);
}

/// <summary>Posts to partners' events endpoints, signed as deliveries are, over connections of their own. Only the answer's status and headers are read.</summary>
internal sealed class EventsEndpoint(EndpointRules rules, ClientCertificates certificates, SignedPosts posts, IOptions<ReceiptOptions> options) : IEventsEndpoint, IDisposable
{
    private readonly PartnerConnections _connections = new(rules, certificates);

    /// <inheritdoc/>
    public async Task<EventsAnswer> PostAsync(PartnerRecord partner, string id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (partner.Events is not { } endpoint || _connections.For(partner) is not { } http)
            return new EventsAnswer(DestinationFailure.NotCallable);

        using var request = posts.Create(endpoint, id, body);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            var failure = response.IsSuccessStatusCode ? DestinationFailure.None : DestinationFailure.BadStatus;
            return new EventsAnswer(failure, posts.RetryAfter(response), (int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new EventsAnswer(DestinationFailure.TimedOut);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return new EventsAnswer(DestinationFailure.Unreachable);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
