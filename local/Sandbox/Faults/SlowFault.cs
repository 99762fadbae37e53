namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes at once and answers late.</summary>
internal sealed class SlowFault(TimeSpan delay, TimeProvider clock) : IFault
{
    public async Task AnswerAsync(SandboxCall call)
    {
        var answer = await call.TakeAsync();
        await Task.Delay(delay, clock, call.Gone);
        await call.AnswerAsync(answer);
    }
}
