using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Taking;

/// <summary>Takes batches and records them; overruled envelopes are not recorded.</summary>
/// <param name="record">Where to.</param>
/// <param name="verifier">Checks signatures; null checks none.</param>
/// <param name="answersWithoutContent">204 instead of results, where nothing is overruled.</param>
/// <param name="clock">Gives the time of arrival.</param>
internal sealed class Sink(SandboxRecord record, WebhookVerifier? verifier, bool answersWithoutContent, TimeProvider clock) : ITaker
{
    public async Task<PartnerAnswer> TakeAsync(Delivery delivery, Overrule? overrule, CancellationToken cancel)
    {
        if (verifier is not null && await CheckAsync(verifier, delivery, cancel) is { } failure)
            return failure;
        if (delivery.Batch is not { } batch)
        {
            record.Count(counts => counts with { Malformed = counts.Malformed + 1 });
            return PartnerAnswer.Empty(StatusCodes.Status400BadRequest);
        }

        var results = new List<DeliveryResult>(batch.Envelopes.Count);
        var taken = new List<IncomingEnvelope>(batch.Envelopes.Count);
        foreach (var envelope in batch.Envelopes)
        {
            var result = overrule?.Invoke(envelope) ?? new DeliveryResult(envelope.Id, DeliveryStatus.Accepted);
            results.Add(result);
            if (result.Status == DeliveryStatus.Accepted)
                taken.Add(envelope);
        }

        if (taken.Count > 0)
            record.Take(batch, taken, delivery.WebhookId, clock.GetUtcNow());
        return answersWithoutContent && taken.Count == results.Count
            ? PartnerAnswer.Empty(StatusCodes.Status204NoContent)
            : PartnerAnswer.Json(new DeliveryAnswer(results).ToUtf8());
    }

    private async Task<PartnerAnswer?> CheckAsync(WebhookVerifier check, Delivery delivery, CancellationToken cancel)
    {
        var headers = delivery.Request.Headers;
        var query = delivery.Target.IndexOf('?', StringComparison.Ordinal);
        var verification = await check.VerifyAsync(
            new WebhookRequest
            {
                Method = delivery.Request.Method,
                Path = query < 0 ? delivery.Target : delivery.Target[..query],
                Query = query < 0 ? "" : delivery.Target[query..],
                SignatureInput = headers["Signature-Input"],
                Signature = headers["Signature"],
                ContentDigest = headers["Content-Digest"],
                Body = delivery.Body,
            },
            cancel);
        switch (verification.Outcome)
        {
            case WebhookOutcome.Valid or WebhookOutcome.BodyMalformed:
                return null;
            case WebhookOutcome.KeysUnavailable:
                return PartnerAnswer.Empty(StatusCodes.Status503ServiceUnavailable);
            default:
                record.Count(counts => counts with { Unverified = counts.Unverified + 1 });
                return PartnerAnswer.Empty(StatusCodes.Status401Unauthorized);
        }
    }
}
