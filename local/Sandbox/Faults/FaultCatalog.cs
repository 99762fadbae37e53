using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Faults;

/// <summary>Makes the fault that a profile names.</summary>
internal static class FaultCatalog
{
    private const string Reason = "sandbox";

    public static IFault Create(SandboxProfile profile, Draws draws, TimeProvider clock) => profile.Name switch
    {
        // A changed certificate is met before any request.
        SandboxFault.Healthy or SandboxFault.CertificateChange => new NoFault(),
        SandboxFault.Down => new DownFault(),
        SandboxFault.Flapping => new FlappingFault(profile, clock),
        SandboxFault.Slow => new SlowFault(TimeSpan.FromMilliseconds(profile.DelayMilliseconds), clock),
        SandboxFault.SlowLoris => new SlowLorisFault(TimeSpan.FromMilliseconds(profile.ByteMilliseconds), clock),
        SandboxFault.Throttled => new StatusFault(StatusCodes.Status429TooManyRequests, profile.RetryAfterSeconds),
        SandboxFault.Gone => new StatusFault(StatusCodes.Status410Gone),
        SandboxFault.Errors => new ErrorsFault(profile.Percent, draws),
        SandboxFault.Reset => new ResetFault(),
        SandboxFault.Redirect => new RedirectFault(),
        SandboxFault.HugeAnswer => new HugeAnswerFault(profile.AnswerBytes),
        SandboxFault.WrongJson => new WrongJsonFault(draws),
        SandboxFault.UnknownIds => new UnknownIdsFault(draws),
        SandboxFault.Contradictions => new ContradictionsFault(),
        SandboxFault.Retry => new ChosenFault(profile.Users!, DeliveryStatus.Retry, Reason),
        SandboxFault.Refuse => new ChosenFault(profile.Users!, DeliveryStatus.Refused, Reason),
        SandboxFault.Poison => new PoisonFault(profile.Users!),
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile.Name, "There is no such profile."),
    };
}
