using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Taking;
using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Sandbox.Faults;

/// <summary>One request, and what a fault can do with it.</summary>
internal sealed class SandboxCall(HttpContext context, Delivery delivery, ITaker taker, ConnectionGate gate)
{
    /// <summary>The delivery; null when the request is none.</summary>
    public DeliveryBatch? Batch => delivery.Batch;

    /// <summary>Ends when the caller goes away.</summary>
    public CancellationToken Gone => context.RequestAborted;

    /// <summary>Has the batch taken; the answer is not sent yet.</summary>
    public Task<PartnerAnswer> TakeAsync(Overrule? overrule = null) => taker.TakeAsync(delivery, overrule, Gone);

    /// <summary>Sends an answer whole.</summary>
    public async Task AnswerAsync(PartnerAnswer answer)
    {
        Begin(answer, answer.Body.Length);
        await WriteAsync(answer.Body);
    }

    /// <summary>Sets status and headers; the body follows by <see cref="WriteAsync"/>.</summary>
    public void Begin(PartnerAnswer answer, long length)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = retryAfter;
        // 204 has no length (RFC 9110, 8.6).
        if (answer.Status != StatusCodes.Status204NoContent)
            response.ContentLength = length;
    }

    /// <summary>Sends a part of the body at once.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> part)
    {
        if (part.IsEmpty)
            return;
        await context.Response.Body.WriteAsync(part, Gone);
        await context.Response.Body.FlushAsync(Gone);
    }

    /// <summary>Points elsewhere, method and body kept.</summary>
    public void Redirect(string location)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = location;
    }

    /// <summary>Resets the connection.</summary>
    public void Reset() => gate.Reset(context.Connection.Id);
}
