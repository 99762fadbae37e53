using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Taking;

/// <summary>
/// Hands requests on to the endpoint behind, unchanged, so that their signature holds there; it must be configured with the
/// sandbox's authority. An overruled envelope is taken there all the same: only the answer to it is changed.
/// </summary>
internal sealed class Forwarding(SandboxRecord record, HttpMessageInvoker http, Uri target, TimeProvider clock) : ITaker
{
    private static readonly string[] HopHeaders = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host"];

    /// <summary>Connections for forwarding: nothing is followed, unpacked or added on the way.</summary>
    public static HttpMessageInvoker Connections() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    public async Task<PartnerAnswer> TakeAsync(Delivery delivery, Overrule? overrule, CancellationToken cancel)
    {
        using var request = Copy(delivery);
        PartnerAnswer answer;
        try
        {
            using var response = await http.SendAsync(request, cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            answer = new PartnerAnswer((int)response.StatusCode, body, response.Content.Headers.ContentType?.ToString(), response.Headers.RetryAfter?.ToString());
        }
        catch (Exception away) when (away is HttpRequestException or IOException)
        {
            return PartnerAnswer.Empty(StatusCodes.Status502BadGateway);
        }

        return delivery.Batch is { } batch && Results(batch, answer) is { } results ? Note(delivery, batch, answer, results, overrule) : answer;
    }

    private PartnerAnswer Note(Delivery delivery, DeliveryBatch batch, PartnerAnswer answer, DeliveryAnswer results, Overrule? overrule)
    {
        var accepted = results.Results.Where(result => result.Status == DeliveryStatus.Accepted).Select(result => result.Id).ToHashSet();
        var taken = batch.Envelopes.Where(envelope => accepted.Contains(envelope.Id)).ToList();
        if (taken.Count > 0)
            record.Take(batch, taken, delivery.WebhookId, clock.GetUtcNow());
        if (overrule is null)
            return answer;

        var overruled = batch.Envelopes.Select(envelope => overrule(envelope)).OfType<DeliveryResult>().ToDictionary(result => result.Id);
        return overruled.Count == 0
            ? answer
            : PartnerAnswer.Json(new DeliveryAnswer([.. results.Results.Select(result => overruled.GetValueOrDefault(result.Id, result))]).ToUtf8());
    }

    // Null when the endpoint behind did not answer as documented: its answer then goes through as it is.
    private static DeliveryAnswer? Results(DeliveryBatch batch, PartnerAnswer answer)
    {
        if (answer.Status == StatusCodes.Status204NoContent)
            return DeliveryAnswer.Accept(batch);
        if (answer.Status != StatusCodes.Status200OK)
            return null;
        try
        {
            return JsonSerializer.Deserialize(answer.Body, SandboxJson.Default.DeliveryAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HttpRequestMessage Copy(Delivery delivery)
    {
        var uri = new Uri(
            $"{target.GetLeftPart(UriPartial.Authority)}{delivery.Target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(HttpMethod.Parse(delivery.Request.Method), uri) { Content = new ByteArrayContent(delivery.Body) };
        // What a server may compare the signature with.
        request.Headers.Host = delivery.Request.Host.Value;
        foreach (var (name, values) in delivery.Request.Headers.Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return request;
    }
}
