using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and names each id twice: first as accepted, then as refused.</summary>
internal sealed class ContradictionsFault : IFault
{
    private const string Reason = "contradiction";

    public async Task AnswerAsync(SandboxCall call)
    {
        var taken = await call.TakeAsync();
        await call.AnswerAsync(taken.Status < 300 && call.Batch is { } batch ? PartnerAnswer.Json(Twice(batch).ToUtf8()) : taken);
    }

    private static DeliveryAnswer Twice(DeliveryBatch batch) => new([.. batch.Envelopes.SelectMany(envelope => new DeliveryResult[]
    {
        new(envelope.Id, DeliveryStatus.Accepted),
        new(envelope.Id, DeliveryStatus.Refused, Reason),
    })]);
}
