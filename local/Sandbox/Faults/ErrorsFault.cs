using Microsoft.AspNetCore.Http;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>500 to some calls, of which nothing is taken.</summary>
internal sealed class ErrorsFault(int percent, Draws draws) : IFault
{
    private static readonly PartnerAnswer Error = PartnerAnswer.Empty(StatusCodes.Status500InternalServerError);

    public async Task AnswerAsync(SandboxCall call) => await call.AnswerAsync(draws.Happens(percent) ? Error : await call.TakeAsync());
}
