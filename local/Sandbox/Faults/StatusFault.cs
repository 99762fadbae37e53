using System.Globalization;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>The same status to everybody; nothing is taken.</summary>
internal sealed class StatusFault(int status, int? retryAfterSeconds = null) : IFault
{
    private readonly PartnerAnswer _answer = PartnerAnswer.Empty(status, retryAfterSeconds?.ToString(CultureInfo.InvariantCulture));

    public Task AnswerAsync(SandboxCall call) => call.AnswerAsync(_answer);
}
