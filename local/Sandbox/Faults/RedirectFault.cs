namespace Relay.Local.Sandbox.Faults;

/// <summary>Points to a path that counts who follows.</summary>
internal sealed class RedirectFault : IFault
{
    public const string Target = "/redirected";

    public Task AnswerAsync(SandboxCall call)
    {
        call.Redirect(Target);
        return Task.CompletedTask;
    }
}
