namespace Relay.Local.Sandbox.Faults;

/// <summary>Nobody is there.</summary>
internal sealed class DownFault : IFault
{
    public bool TakesConnections => false;

    public Task AnswerAsync(SandboxCall call)
    {
        // A request that came in while the profile changed.
        call.Reset();
        return Task.CompletedTask;
    }
}
