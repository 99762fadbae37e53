using Microsoft.AspNetCore.Http;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>Fails on every batch that holds an envelope for one of the chosen recipients, as a program does that trips over it.</summary>
internal sealed class PoisonFault(IReadOnlyCollection<string> users) : IFault
{
    private static readonly PartnerAnswer Error = PartnerAnswer.Empty(StatusCodes.Status500InternalServerError);

    private readonly HashSet<string> _users = [.. users];

    public async Task AnswerAsync(SandboxCall call)
    {
        var isPoisoned = call.Batch is { } batch && batch.Envelopes.Any(envelope => _users.Contains(envelope.To.User));
        await call.AnswerAsync(isPoisoned ? Error : await call.TakeAsync());
    }
}
