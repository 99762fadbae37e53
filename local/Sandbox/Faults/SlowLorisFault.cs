namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and answers a byte at a time: each byte comes in time for a time-out between bytes, the whole for none.</summary>
internal sealed class SlowLorisFault(TimeSpan pause, TimeProvider clock) : IFault
{
    public async Task AnswerAsync(SandboxCall call)
    {
        var answer = await call.TakeAsync();
        call.Begin(answer, answer.Body.Length);
        for (var i = 0; i < answer.Body.Length; i++)
        {
            await call.WriteAsync(answer.Body.AsMemory(i, 1));
            await Task.Delay(pause, clock, call.Gone);
        }
    }
}
