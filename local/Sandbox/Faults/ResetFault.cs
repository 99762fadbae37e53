namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and resets the connection after half of the answer; an answer without a body is cut before its status.</summary>
internal sealed class ResetFault : IFault
{
    public async Task AnswerAsync(SandboxCall call)
    {
        var answer = await call.TakeAsync();
        if (answer.Body.Length > 0)
        {
            call.Begin(answer, answer.Body.Length);
            await call.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2));
        }

        call.Reset();
    }
}
