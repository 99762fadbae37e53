namespace Relay.Local.Sandbox.Faults;

/// <summary>Down and up in turn, down first.</summary>
internal sealed class FlappingFault(SandboxProfile profile, TimeProvider clock) : IFault
{
    private readonly long _begin = clock.GetTimestamp();

    public bool TakesConnections =>
        clock.GetElapsedTime(_begin).TotalMilliseconds % (profile.DownMilliseconds + profile.UpMilliseconds) >= profile.DownMilliseconds;

    public async Task AnswerAsync(SandboxCall call)
    {
        if (TakesConnections)
            await call.AnswerAsync(await call.TakeAsync());
        else
            call.Reset(); // The connection is from the time before.
    }
}
