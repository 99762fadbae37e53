using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Taking;

/// <summary>A request to the endpoint, read.</summary>
/// <param name="Request">The request.</param>
/// <param name="Target">Path and query as on the wire.</param>
/// <param name="Body">The body, whole.</param>
/// <param name="Batch">What is in it; null when it is no delivery.</param>
internal sealed record Delivery(HttpRequest Request, string Target, byte[] Body, DeliveryBatch? Batch)
{
    public string? WebhookId => Request.Headers["webhook-id"] is [var id] ? id : null;
}

/// <summary>Another answer than the taker's to an envelope; null leaves the taker's.</summary>
internal delegate DeliveryResult? Overrule(IncomingEnvelope envelope);

/// <summary>Who takes batches: the sandbox itself, or the endpoint that it forwards to.</summary>
internal interface ITaker
{
    Task<PartnerAnswer> TakeAsync(Delivery delivery, Overrule? overrule, CancellationToken cancel);
}
