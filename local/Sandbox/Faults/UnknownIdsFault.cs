using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and answers for ids that nobody sent.</summary>
internal sealed class UnknownIdsFault(Draws draws) : IFault
{
    public async Task AnswerAsync(SandboxCall call)
    {
        var taken = await call.TakeAsync();
        await call.AnswerAsync(taken.Status < 300 && call.Batch is { } batch
            ? PartnerAnswer.Json(new DeliveryAnswer([.. batch.Envelopes.Select(_ => new DeliveryResult(draws.Id(), DeliveryStatus.Accepted))]).ToUtf8())
            : taken);
    }
}
