namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes and answers.</summary>
internal sealed class NoFault : IFault
{
    public async Task AnswerAsync(SandboxCall call) => await call.AnswerAsync(await call.TakeAsync());
}
