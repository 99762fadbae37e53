using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Faults;

/// <summary>One answer to all envelopes of chosen recipients; the others are taken.</summary>
internal sealed class ChosenFault(IReadOnlyCollection<string> users, DeliveryStatus status, string reason) : IFault
{
    private readonly HashSet<string> _users = [.. users];

    public async Task AnswerAsync(SandboxCall call) => await call.AnswerAsync(await call.TakeAsync(
        envelope => _users.Contains(envelope.To.User) ? new DeliveryResult(envelope.Id, status, reason) : null));
}
